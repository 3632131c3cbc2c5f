-- === base
create table public.note (id bigint primary key, owner uuid, title text, expires_at timestamptz);
alter table public.note enable row level security;
alter table public.note force row level security;
create table public.part (id bigint, owner uuid) partition by range (id);
alter table public.part enable row level security;
alter table public.part force row level security;
create table public.part_1 partition of public.part for values from (1) to (100);
alter table public.part_1 enable row level security;
alter table public.part_1 force row level security;
-- === up
create policy other on public.note for select to authenticated using (tableoid = 'public.part_1'::regclass);
create policy part on public.part for select to authenticated using (tableoid = 'public.part_1'::regclass);
create policy whole on public.part for select to authenticated using (tableoid = 'public.part'::regclass);
create policy later on public.note for select to authenticated using (now() > '2099-01-01');
create policy fresh on public.note for select to authenticated using (expires_at > now());
create policy counted on public.note for select to authenticated using ((select count(*) from public.part_1) > 0);
-- === config
rules: {policies-widen-each-other: "off", lock-timeout-missing: "off"}

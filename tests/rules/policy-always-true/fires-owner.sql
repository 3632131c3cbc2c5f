-- === base
create role keeper;
create table public.note (id bigint primary key, owner uuid);
create table public.hint (id bigint primary key);
alter table public.hint enable row level security;
alter table public.hint force row level security;
alter table public.note enable row level security;
alter table public.note force row level security;
alter table public.note owner to keeper;
-- === up
set local lock_timeout = '5s';
create policy keeps on public.note to keeper using (true) with check (true); -- expect: policy-always-true "public.note keeps"
create policy migrates on public.hint to current_user using (true) with check (true); -- expect: policy-always-true "public.hint migrates"
create policy every on public.note for select to keeper, authenticated using (true); -- expect: policy-always-true "public.note every"
-- === config
rules: {policies-widen-each-other: "off"}

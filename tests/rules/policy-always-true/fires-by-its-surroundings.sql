-- === base
create table public.note (id bigint primary key, owner uuid, title text);
alter table public.note enable row level security;
alter table public.note force row level security;
create table public.tag (id bigint primary key);
-- === up
create policy itself on public.note for select to authenticated using (tableoid = 'public.note'::regclass); -- expect: policy-always-true "public.note itself"
create policy named on public.note for select to authenticated using (tableoid::regclass::text = 'note'); -- expect: policy-always-true
create policy past on public.note for select to authenticated using (now() > '2000-01-01'); -- expect: policy-always-true
create policy today on public.note for select to authenticated using (current_date < '2099-01-01'); -- expect: policy-always-true
create policy bound on public.note for select to authenticated using (current_setting('is_superuser') = 'off'); -- expect: policy-always-true
create policy listed on public.note for select to authenticated using (exists (values (1))); -- expect: policy-always-true
create policy counted on public.note for select to authenticated using ((select count(*) from public.tag) >= 0); -- expect: policy-always-true
create policy passed on public.note for select to authenticated using (owner = (select auth.uid()) or now() > '2020-01-01'); -- expect: policy-always-true
-- === config
rules: {policies-widen-each-other: "off", lock-timeout-missing: "off"}

-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using (true); -- expect: policy-always-true "public.note a"
create policy b on public.note for select to authenticated using (tenant = 'x' or true); -- expect: policy-always-true
create policy c on public.note for select to authenticated using (1 = 1); -- expect: policy-always-true
create policy d on public.note for select to authenticated using (tenant is not null or tenant is null); -- expect: policy-always-true
create policy e on public.note for insert to authenticated with check (true); -- expect: policy-always-true
create policy h on public.note for select to authenticated using (exists (select from pg_catalog.pg_class)); -- expect: policy-always-true
create policy f on public.note for all to authenticated using (owner = (select auth.uid())) with check (coalesce(true, false)); -- expect: write-check-weaker-than-using
-- === config
rules: {policies-widen-each-other: "off"}

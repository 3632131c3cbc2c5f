-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for update to authenticated using (owner = (select auth.uid())) with check (status = 'open'); -- expect: write-check-weaker-than-using "public.note a"
create policy b on public.note for all to authenticated using (tenant = (select auth.jwt() ->> 'tenant')) with check (tenant is not null); -- expect: write-check-weaker-than-using
create policy c on public.note for all to authenticated using (owner = (select auth.uid())) with check (is_public or owner = (select auth.uid())); -- expect: write-check-weaker-than-using
create policy d on public.note for all to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()) or (select auth.uid()) is null); -- expect: write-check-weaker-than-using
-- === config
rules: {policies-widen-each-other: "off"}

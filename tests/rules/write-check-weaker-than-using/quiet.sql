-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for update to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
create policy b on public.note for update to authenticated using (owner = (select auth.uid()) and status = 'draft') with check (owner = (select auth.uid())); -- not reported: A check that asks
create policy c on public.note for select to authenticated using (owner = (select auth.uid()));
create policy d on public.note for update to authenticated using ((select auth.role()) = 'service_role') with check (status = 'open'); -- not reported: FOR UPDATE where
create policy e on public.note for update to authenticated using (status = 'draft') with check (status in ('draft', 'sent'));
create policy f on public.note for all to service_role using (owner = (select auth.uid())) with check (true); -- not reported: TO nobody but
-- === config
rules: {policies-widen-each-other: "off"}

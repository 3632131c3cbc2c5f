-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy service on public.note for all to service_role using (true) with check (true); -- not reported: TO nobody but a role
create policy own on public.note for select to authenticated using (owner = (select auth.uid()));
create policy shown on public.note for select to anon using (is_public);
create policy dropped on public.note for select to authenticated using (false or true);
drop policy dropped on public.note; -- not reported: A policy that a later
create policy narrowed on public.note for select to venture_app using (true); -- not reported: A policy that a restrictive
create policy fence on public.note as restrictive for select to venture_app using (tenant = (select auth.jwt() ->> 'tenant'));
create policy altered on public.note for delete to authenticated using (true);
alter policy altered on public.note using (owner = (select auth.uid())); -- not reported: A policy that a later statement
-- === config
rules: {policies-widen-each-other: "off"}

-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using ((select auth.uid()) is not null and owner = (select auth.uid()));
create policy b on public.note for select to authenticated using (is_public); -- not reported: Policies that show some
create policy c on public.note for select to authenticated using (is_public or owner = (select auth.uid()));
create policy d on public.note for select to service_role using ((select auth.uid()) is null); -- not reported: TO nobody but
create policy e on public.note for select to authenticated using (tenant = current_setting('app.tenant'));
create policy all_of_it on public.note for select to owner_role using (true); -- not reported: Policies that are true for everybody -- expect: policy-always-true
-- === config
rules: {policies-widen-each-other: "off"}

-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using (tenant = ((select auth.jwt()) ->> 'tenant'));
create policy b on public.note for select to authenticated using (is_public); -- not reported: Policies that ask something
create policy c on public.note for select to authenticated using ((select auth.role()) = 'service_role');
create policy d on public.note for select to authenticated using (exists (select 1 from public.members m where m.tenant = note.tenant and m.user_id = (select auth.uid())));
create policy e on public.note for select to service_role using ((select auth.uid()) is not null); -- not reported: TO nobody but roles
create policy f on public.note for select to authenticated using (public.is_member(tenant));
create policy g on public.note for update to venture_app using ((select auth.uid()) is not null) with check (owner = (select auth.uid())); -- not reported: A policy that a restrictive
create policy h on public.note as restrictive for update to venture_app using (owner = (select auth.uid()));
create policy i on public.note for delete to authenticated using (owner = (select auth.uid()));
create policy j on public.note as restrictive for delete to authenticated using (((select auth.jwt()) ->> 'aal') = 'aal2');
create policy all_of_it on public.note for select to owner_role using (true); -- not reported: Policies that are true for everybody -- expect: policy-always-true
-- === config
rules: {policies-widen-each-other: "off"}

-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using (is_public);
create policy b on public.note for insert to authenticated with check (is_public is not true);
create policy c on public.note for select to analyst using (is_public is not true); -- not reported: Policies for different
create policy d on public.note for select to venture_app using (is_public);
create policy e on public.note for select to venture_app using (is_public is not true);
create policy f on public.note as restrictive for select to venture_app using (tenant = (select auth.jwt() ->> 'tenant')); -- not reported: Where a restrictive
create policy g on public.note for select to authenticated using (owner = (select auth.uid()));
create policy all_of_it on public.note for select to owner_role using (true); -- not reported: A policy that is true of every row by itself -- expect: policy-always-true
-- === config
rules: {policies-widen-each-other: "off"}

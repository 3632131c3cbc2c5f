-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using ((select auth.role()) = 'authenticated'); -- expect: policy-ignores-caller "public.note a"
create policy b on public.note for select to authenticated using ((select auth.uid()) is not null); -- expect: policy-ignores-caller
create policy c on public.note for select to authenticated using (tenant = tenant); -- expect: policy-ignores-caller
create policy d on public.note for insert to authenticated with check ((select auth.role()) in ('authenticated', 'service_role')); -- expect: policy-ignores-caller
create policy e on public.note for select to authenticated using (((select auth.jwt()) ->> 'role') = 'authenticated'); -- expect: policy-ignores-caller
create policy f on public.note for select to authenticated using (length(tenant) >= 0); -- expect: policy-ignores-caller
create policy g on public.note for select to authenticated using (((select auth.jwt()) ->> 'aal') = 'aal2'); -- expect: policy-ignores-caller
-- === config
rules: {policies-widen-each-other: "off"}

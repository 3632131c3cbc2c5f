-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using ((select auth.role()) is distinct from 'anon'); -- expect: policy-true-without-claims "public.note a"
create policy b on public.note for select to authenticated using (coalesce((select auth.role()), 'service_role') = 'service_role'); -- expect: policy-true-without-claims
create policy c on public.note for select to authenticated using (owner = (select auth.uid()) or (select auth.uid()) is null); -- expect: policy-true-without-claims
create policy d on public.note for select to authenticated using (current_setting('app.tenant', true) is null or tenant = current_setting('app.tenant', true)); -- expect: policy-true-without-claims
create policy e on public.note for select to authenticated using (coalesce(current_setting('app.tenant', true), '') = ''); -- expect: policy-true-without-claims
create policy f on public.note for select to authenticated using (coalesce(owner = (select auth.uid()), true)); -- expect: policy-true-without-claims
create policy g on public.note for select to authenticated using (tenant not in (select tenant from public.blocked where user_id = (select auth.uid()))); -- expect: policy-true-without-claims
-- === config
rules: {policies-widen-each-other: "off"}

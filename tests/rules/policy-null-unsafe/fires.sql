-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
-- expect: policy-ignores-caller
create policy a on public.note for select to authenticated using ((select auth.role()) <> 'anon'); -- expect: policy-null-unsafe "public.note a"
-- expect: policy-ignores-caller
create policy b on public.note for select to authenticated using ((select auth.role()) not in ('anon')); -- expect: policy-null-unsafe
-- expect: policy-ignores-caller
create policy c on public.note for select to authenticated using (not ((select auth.role()) = 'anon')); -- expect: policy-null-unsafe
-- expect: policy-ignores-caller
create policy d on public.note for select to authenticated using (owner <> (select auth.uid())); -- expect: policy-null-unsafe
create policy e on public.note for select to authenticated using (owner is not distinct from (select auth.uid())); -- expect: policy-null-unsafe
-- === config
rules: {policies-widen-each-other: "off"}

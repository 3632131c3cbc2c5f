-- === base
create table public.note (id bigint primary key, owner uuid not null, tenant text not null, status text);
alter table public.note enable row level security;
alter table public.note force row level security;
grant select, insert, update, delete on public.note to authenticated, service_role;
grant select on public.note to anon;
-- === up
set local lock_timeout = '5s';
create policy own on public.note for select to authenticated using (owner = (select auth.uid())); -- not reported: What `access:` allows
create policy service on public.note for all to service_role
  using ((select auth.role()) = 'service_role') with check ((select auth.role()) = 'service_role');
create policy nobody_has_such on public.note for select to anon using (owner is not distinct from (select auth.uid()) and tenant is null); -- expect: policy-null-unsafe
create policy says_nothing on public.note for select to anon; -- PostgreSQL lets no row through by it
grant update on public.note to anon; -- not reported: A grant on a table whose policies let that role have no row
create view public.v_note with (security_invoker = true) as select id, tenant from public.note; -- not reported: Views that run
grant select on public.v_note to anon;
create function public.may_read(id bigint) returns boolean language sql security definer set search_path = ''
  as 'select true';
revoke execute on function public.may_read(bigint) from public;
grant execute on function public.may_read(bigint) to analyst;
create policy by_function on public.note for select to anon using ((select public.may_read(1))); -- not reported: What policies ask that can't be known
-- === config
rules: {policies-widen-each-other: "off", revoke-leaves-open: "off", view-without-contract: "off", grant-to-anon: "off"}
access:
  roles: [anon, authenticated]
  allow:
    - {role: authenticated, object: public.note, may: select, claims: [own]}
    - {role: service_role, object: public.note, may: [select, insert, update, delete]}
    - {role: analyst, object: public.may_read, may: execute}

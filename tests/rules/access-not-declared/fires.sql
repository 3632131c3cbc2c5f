-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text);
alter table public.note enable row level security;
alter table public.note force row level security;
grant select, insert, update, delete on public.note to authenticated;
grant select on public.note to anon;
create table public.open_note (id bigint primary key);
-- === up
set local lock_timeout = '5s';
-- expect: policy-without-role
create policy no_to on public.note for select using (tenant = 'demo' or owner = (select auth.uid())); -- expect: access-not-declared "public.note anon"
create policy changed on public.note for update to authenticated using (status = 'open') with check (status = 'open'); -- expect: access-not-declared "public.note authenticated"
-- expect: grant-beyond-rls
grant truncate on public.note to service_role; -- expect: access-not-declared "public.note service_role"
create function public.leak() returns setof public.note language sql security definer set search_path = ''
  as 'select * from public.note';
revoke execute on function public.leak() from public;
grant execute on function public.leak() to anon; -- expect: access-not-declared "public.leak() anon"
create view public.all_notes as select id, tenant from public.note; -- expect: view-without-security-invoker
grant select on public.all_notes to analyst; -- expect: access-not-declared "public.all_notes analyst"
grant select on public.open_note to venture_app; -- expect: access-not-declared "public.open_note venture_app"
-- === config
rules: {policies-widen-each-other: "off", revoke-leaves-open: "off", view-without-contract: "off", grant-to-anon: "off"}
access:
  roles: [anon, authenticated, venture_app, service_role]
  allow: [{role: analyst, object: "public.v_*", may: select}]

-- === base
create table public.note (id bigint primary key, tenant text);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy service on public.note for all to service_role using (true) with check (true);
grant select, insert, update, delete on public.note to service_role;
create table public.wall (id bigint primary key);
alter table public.wall enable row level security;
alter table public.wall force row level security;
create policy service on public.wall for select to service_role using (true);
grant select on public.wall to service_role;
create view public.v_note with (security_invoker = true) as select id, tenant from public.note;
grant select on public.v_note to analyst;
-- === up
set local lock_timeout = '5s';
drop policy service on public.note; -- expect: access-not-kept "public.note service_role"
revoke select on public.v_note from analyst; -- expect: access-not-kept "public.v_note analyst"
alter policy service on public.wall using (false); -- expect: access-not-kept "public.wall service_role"
create table public.fence (id bigint primary key); -- expect: rls-without-policy
alter table public.fence enable row level security;
alter table public.fence force row level security;
grant select on public.fence to service_role; -- expect: access-not-kept "public.fence service_role"
-- === config
rules: {view-without-contract: "off", if-not-exists-asymmetry: "off"}
access:
  allow:
    - {role: service_role, object: public.note, may: [select, insert, update, delete]}
    - {role: service_role, object: [public.wall, public.fence], may: select}
    - {role: analyst, object: "public.v_*", may: select}

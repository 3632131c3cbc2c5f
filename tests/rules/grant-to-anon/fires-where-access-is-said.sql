-- === base file db/bootstrap/roles.sql
create role anon;
create role authenticated;
create role clerk;
create role scribe;
create role reader;
create role editor;
-- === base
create table note (id bigint primary key, open boolean not null);
alter table note enable row level security, force row level security;
create policy scribes on note for update to scribe using (open);
grant select, update on note to clerk;
grant select on note to reader, editor;
-- === config
access:
  allow:
    - {role: [clerk, scribe, reader, editor, authenticated], object: public.note, may: select}
rules: {lock-timeout-missing: "off"}
-- === up
grant editor to authenticated; -- not reported: Other roles
alter role reader rename to authenticated;
-- expect: access-role-not-named
grant scribe to anon; -- expect: grant-to-anon "scribe"
drop role anon;
alter role clerk rename to anon; -- expect: grant-to-anon "clerk"

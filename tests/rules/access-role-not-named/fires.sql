-- === base file db/bootstrap/roles.sql
create role reader;
create role clerk;
create role app login;
create role late login noinherit;
create role shown;
create role support login;
-- === base
create table note (id bigint primary key, owner text not null, open boolean not null);
alter table note enable row level security, force row level security;
create policy open on note for select to reader using (open);
grant select on note to reader;
create table log (id bigint primary key);
alter table log enable row level security, force row level security;
-- === config
access: {allow: [{role: reader, object: public.note, may: select}]}
view_owners: [shown]
rules: {lock-timeout-missing: "off"}
-- === up
create role guest;
create policy guests on note for select to guest using (open);
grant select on note to guest; -- expect: access-role-not-named "guest"
grant insert on note to guest;
grant reader to app; -- expect: access-role-not-named "app"
grant insert on log to clerk; -- expect: access-role-not-named "clerk"
grant create on schema public to late; -- expect: access-role-not-named "late"
grant shown to support; -- expect: access-role-not-named "support"
create role helper in role shown; -- expect: access-role-not-named "helper"

-- === config
trial: {owner: app_owner}
bootstrap: [db/bootstrap]
-- === base file db/bootstrap/010.sql
create role app_owner login;
create role gateway login noinherit;
create role reader;
create role web login;
create role auditor bypassrls;
grant create, usage on schema public to app_owner;
grant app_owner to web;
-- === base
begin;
create table note (id bigint);
grant select on note to reader;
commit;
-- === up
begin;
grant app_owner to gateway; -- not reported: Membership for a role that logs in
grant app_owner to web;
grant reader to web;
revoke app_owner from web;
commit;

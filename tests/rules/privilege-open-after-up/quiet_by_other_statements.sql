-- === base file db/bootstrap/roles.sql
create role reader;
create role anon;
create role owner login createrole;
grant reader to owner with admin option;
alter database app owner to owner;
-- === base
create schema private;
create table private.note (id integer primary key, title text not null);
create table private.plan (id integer primary key, title text not null);
create table private.task (id integer primary key, title text not null);
grant select on private.note to public;
grant truncate on private.plan to reader with grant option;
grant select on private.task to public;
-- === config
exposed_schemas: []
trial: {owner: owner}
rules: {lock-timeout-missing: "off", table-open-after-up: "off", table-without-rls: "off", rename-breaks-readers: "off", table-rewritten: "off"}
-- === up
alter table private.note rename to memo; -- not reported: What default privileges of before
revoke grant option for truncate on private.plan from reader;
create table private.copied as select 1 as one;
alter table private.task set schema public;
create role boss createrole; -- expect: bypassrls-granted "boss"
-- not reported: An attribute of a role
do $$ begin create role chief createrole; end $$; -- expect: bypassrls-granted "chief"
-- not reported: An attribute of a role
do $$ begin execute 'grant reader to anon'; end $$; -- expect: grant-to-anon "reader"

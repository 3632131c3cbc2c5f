-- === base file db/bootstrap/roles.sql
create role reader;
create role above bypassrls;
create role owner login createrole;
grant reader to owner;
alter database app owner to owner;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create table private.plan (id integer primary key, title text not null);
alter default privileges in schema private grant truncate on tables to reader; -- not reported: What default privileges of before
commit;
/* DOWN */
begin;
commit;
-- === config
exposed_schemas: []
trial: {owner: owner}
rules: {lock-timeout-missing: "off", table-open-after-up: "off", table-without-rls: "off", grant-to-public: "off", default-privileges-open: "off", grant-beyond-rls: "off"}
-- === migration
begin;
grant select on private.note to public; -- not reported: What a GRANT in the file says
do $$ begin grant select on private.note to public; grant select on private.plan to reader; end $$; -- not reported: What a single role
do $$ begin grant truncate on private.plan to above, owner; end $$; -- not reported: Privileges of the roles that migrate
alter default privileges in schema private grant trigger on tables to reader;
create table private.task (id integer primary key);
do $$ begin create table private.memo (id integer primary key); end $$;
create function private.one() returns integer language sql set search_path = '' return 1;
do $$ begin grant execute on function private.one() to public; end $$; -- not reported: EXECUTE of a function
commit;

/* DOWN */

begin;
drop function private.one();
drop table private.memo;
drop table private.task;
alter default privileges in schema private revoke trigger on tables from reader;
do $$ begin revoke truncate on private.plan from above; revoke select on private.plan from reader; end $$;
revoke select on private.note from public;
commit;

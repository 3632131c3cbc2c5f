-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
begin;
create schema private;
create table private.old (id integer primary key);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
do $$ declare what text; begin select 'create table private.note (id integer)' into what; execute what; end $$; -- expect: table-open-after-up "private.note"
do $$ declare what text; begin select 'grant select on private.note to reader' into what; execute what; end $$;
create table private.other (id integer); -- expect: table-without-rls "private.other"
grant select (id) on private.other to reader;
grant select on private.old to reader; -- expect: table-without-rls "private.old"
create table private.third (id integer);
commit;

/* DOWN */

begin;
drop table private.third;
revoke select on private.old from reader;
drop table private.other;
drop table private.note;
commit;

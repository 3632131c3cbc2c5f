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
create table private.note (id integer);
alter table private.note enable row level security; -- expect: rls-not-forced "private.note"
commit;

/* DOWN */

begin;
drop table private.note;
commit;

-- === base file db/bootstrap/roles.sql
create role writer;
create role reader;
create role other;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create view private.v as select id from private.note;
grant select on private.v to reader;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
begin;
drop view private.v;
create view private.v as select id, title from private.note;
grant select on private.v to reader;
commit;

/* DOWN */

begin;
drop view private.v;
create view private.v as select id from private.note;
grant select on private.v to reader;
commit;

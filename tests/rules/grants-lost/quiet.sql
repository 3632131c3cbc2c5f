-- === base file db/bootstrap/roles.sql
create role writer;
create role reader;
create role other;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create view private.v as select id from private.note;
grant select on private.v to reader, writer;
create view private.own as select id from private.note;
grant select on private.own to current_user;
create view private.gone as select id from private.note;
grant select on private.gone to reader;
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
revoke select on private.v from writer; -- not reported: Grants that a REVOKE
drop view private.own;
create view private.own as select id, title from private.note; -- not reported: The grants of the object's own owner
drop view private.gone; -- not reported: An object that does not come back
commit;

/* DOWN */

begin;
drop view private.v;
create view private.v as select id from private.note;
grant select on private.v to reader, writer;
drop view private.own;
create view private.own as select id from private.note;
grant select on private.own to current_user;
create view private.gone as select id from private.note;
grant select on private.gone to reader;
commit;

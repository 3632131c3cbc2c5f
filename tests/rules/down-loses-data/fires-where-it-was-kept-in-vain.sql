-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", backfill-with-ddl: "off", drop-breaks-readers: "off", access-exclusive-held: "off"}
-- === migration
begin;
create table private.old as select id, title from private.note;
delete from private.note; -- expect: down-loses-data "private.note"
commit;

/* DOWN */

begin;
drop table private.old;
commit;

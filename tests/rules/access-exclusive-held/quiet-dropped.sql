-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, name text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {backfill-with-ddl: "off", data-lost: "off", drop-breaks-readers: "off", down-loses-data: "off"}
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.other add column body text;
update private.note set size = size + 1;
drop table private.other; -- not reported: A held table that the same migration drops
commit;

/* DOWN */

begin;
create table private.other (id integer primary key, name text);
update private.note set size = size - 1;
commit;

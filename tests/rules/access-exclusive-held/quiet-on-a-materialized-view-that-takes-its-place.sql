-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create materialized view private.titles as select id from private.note;
create unique index titles_id on private.titles (id);
commit;
/* DOWN */
begin;
drop schema private cascade;
commit;
-- === config
rules: {down-cascades: "off"}
-- === migration
begin;
set local lock_timeout = '5s';
create materialized view private.titles_new as select id, title from private.note;
create unique index titles_new_id on private.titles_new (id);
drop materialized view private.titles;
alter materialized view private.titles_new rename to titles;
alter index private.titles_new_id rename to titles_id;
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
drop materialized view private.titles;
create materialized view private.titles as select id from private.note;
create unique index titles_id on private.titles (id);
commit;

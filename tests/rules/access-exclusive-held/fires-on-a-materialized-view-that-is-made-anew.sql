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
drop materialized view private.titles; -- expect: access-exclusive-held "private.titles"
create materialized view private.titles as select id, title from private.note;
create unique index titles_id on private.titles (id);
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
drop materialized view private.titles;
create materialized view private.titles as select id from private.note;
create unique index titles_id on private.titles (id);
commit;

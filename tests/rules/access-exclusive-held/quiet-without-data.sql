-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create materialized view private.titles as select title from private.note;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {drop-breaks-readers: "off"}
-- === migration
begin;
set local lock_timeout = '5s';
drop materialized view private.titles;
create materialized view private.titles as select title, count(*) as n from private.note group by title with no data; -- not reported: INSERT of VALUES, and what is made WITH NO DATA
refresh materialized view private.titles with no data;
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
drop materialized view private.titles;
create materialized view private.titles as select title from private.note;
commit;

-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create materialized view private.stats as select title, count(*) as n from private.note group by title;
create unique index stats_title on private.stats (title);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {access-exclusive-held: "off"}
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.note add column size integer;
create materialized view private.titles as select title, count(*) as n from private.note group by title;
refresh materialized view concurrently private.stats;
do $$ begin perform count(*) from private.note; end $$;
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
drop materialized view private.titles;
alter table private.note drop column size;
commit;

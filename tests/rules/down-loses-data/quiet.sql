-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", backfill-with-ddl: "off"}
-- === migration
begin;
alter table private.note add column title_before text;
update private.note set title_before = title, title = '';
commit;

/* DOWN */

begin;
update private.note set title = title_before;
alter table private.note drop column title_before;
commit;

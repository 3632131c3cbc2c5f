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
update private.note set title = ''; -- expect: down-loses-data "private.note.title"
alter table private.note add column body text;
commit;

/* DOWN */

begin;
alter table private.note drop column body;
commit;

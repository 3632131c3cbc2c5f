-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", backfill-with-ddl: "off", not-null-scans-table: "off", blocking-validation: "off", access-exclusive-held: "off"}
-- === migration
begin;
update private.note set title = '' where title is null; -- expect: down-loses-data "private.note.title"
alter table private.note alter column title set not null;
commit;

/* DOWN */

begin;
alter table private.note alter column title drop not null;
commit;

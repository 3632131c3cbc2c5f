-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, body text);
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off", backfill-with-ddl: "off"}
-- === migration
begin;
create table private.kept as select id, body from private.note;
update private.note set body = '';
alter table private.note drop column title; -- expect: data-lost "private.note.title"
commit;

/* DOWN */

begin;
alter table private.note add column title text;
drop table private.kept;
commit;

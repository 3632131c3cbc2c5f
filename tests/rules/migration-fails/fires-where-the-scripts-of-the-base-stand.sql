-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, old text);
commit;
/* DOWN */
begin;
drop table private.note;
drop schema private;
commit;
-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off"}
-- === base file db/views/note.sql
create or replace view private.v_note with (security_invoker = true) as select id, old from private.note;
-- === file db/views/note.sql
drop view if exists private.v_note;
create view private.v_note with (security_invoker = true) as select id, title from private.note;
-- === migration
-- db-verify: irreversible reason="nobody reads it"
begin;
-- expect: migration-fails "202601020000"
alter table private.note drop column old;
commit;

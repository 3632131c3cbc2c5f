-- === base
create schema private;
create table private.note (id integer primary key, title text not null, old text);
-- === base file db/views/note.sql
create or replace view private.v_note with (security_invoker = true) as select id, old, title from private.note;
-- === file db/views/note.sql
drop view if exists private.v_note;
create view private.v_note with (security_invoker = true) as select id, title from private.note;

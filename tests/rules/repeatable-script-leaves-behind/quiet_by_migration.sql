-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off"}
-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
drop table app.note;
drop schema app;
commit;
-- === base file db/views/note.sql
create or replace view app.note_titles with (security_invoker = true) as select title from app.note;
-- === gone db/views/note.sql
-- === migration
begin;
drop view if exists app.note_titles;
create table app.remark (id integer primary key); -- not reported: Columns, constraints
commit;
/* DOWN */
begin;
drop table app.remark;
commit;

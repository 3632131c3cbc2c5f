-- === base file db/bootstrap/roles.sql
create role reader;
create role auditor;
-- === base
create schema app;
create table app.note (id integer primary key, title text not null);
alter table app.note enable row level security;
alter table app.note force row level security;
-- === base file db/policies/note.sql
grant select on app.note to reader, auditor;
drop policy if exists read on app.note;
create policy read on app.note for select to auditor using (id > 5);
-- === base file db/views/note.sql
create or replace view app.note_titles with (security_invoker = true) as select title from app.note;
-- === file db/policies/note.sql
grant select on app.note to reader;
drop policy if exists read on app.note;
revoke select on app.note from auditor; -- not reported: What the script
drop policy if exists read_late on app.note;
create policy read_late on app.note for select to reader using (id > 50);
-- === file db/views/note.sql
drop view if exists app.note_titles;
create or replace view app.note_names with (security_invoker = true) as select title from app.note;

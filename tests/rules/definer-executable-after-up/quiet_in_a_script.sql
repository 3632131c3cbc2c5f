-- === base
begin;
create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security;
alter table app.note force row level security;
commit;
/* DOWN */
begin;
commit;
-- === base file db/policies/count.sql
do $$ begin execute 'create or repl' || 'ace function app.count_notes() returns bigint language sql security definer set search_path = '''' as ''select count(*) from app.note'''; end $$; -- not reported: What was as open
-- === base file db/policies/note.sql
drop policy if exists nobody on app.note;
-- === file db/policies/note.sql
drop policy if exists nobody on app.note;
do $$ begin execute 'comm' || 'ent on table app.note is ''notes'''; end $$;

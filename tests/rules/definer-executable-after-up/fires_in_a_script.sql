-- === base
begin;
create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security;
alter table app.note force row level security;
create function app.count_notes() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.count_notes() from public;
commit;
/* DOWN */
begin;
commit;
-- === base file db/policies/note.sql
drop policy if exists nobody on app.note;
-- === file db/policies/note.sql
drop policy if exists nobody on app.note;
do $$ begin execute 'grant exe' || 'cute on function app.count_notes() to pub' || 'lic'; end $$; -- expect: definer-executable-after-up "app.count_notes()"

create schema hidden;
create table note (id bigint primary key);
alter table note enable row level security, force row level security;
create policy readers on note for select to clerk using (id = 1);
create function hidden.notes() returns bigint language sql security definer set search_path = '' as 'select 1::bigint';
alter schema hidden rename to app; -- expect: definer-executable-by-public "app.notes()"

-- === base
begin;
create schema app;
create table app.note (id integer primary key, state text not null);
alter table app.note enable row level security, force row level security;
commit;
/* DOWN */
begin;
commit;
-- === base file db/policies/note.sql
create or replace function app.is_open(state text) returns boolean language sql stable set search_path = '' as $$ select state = 'open' $$;
create or replace function app.word(state text) returns text language sql stable set search_path = '' as $$ select upper(state) $$;
drop policy if exists seen on app.note;
create policy seen on app.note for select to staff using (app.is_open(state));
-- === base file db/bootstrap/roles.sql
create role staff;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === file db/policies/note.sql
create or replace function app.is_open(state text) returns boolean language sql stable set search_path = '' as $$ select state <> 'closed' $$; -- expect: policy-function-changed "app.is_open(text)"
create or replace function app.word(state text) returns text language sql stable set search_path = '' as $$ select lower(state) $$;
drop policy if exists seen on app.note;
create policy seen on app.note for select to staff using (app.is_open(state));

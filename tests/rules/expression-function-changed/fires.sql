-- === base
begin;
create schema app;
create function app.valid(integer) returns boolean language sql immutable set search_path = '' as $$ select $1 > 0 $$;
create function app.norm(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
create function app.twice(integer) returns integer language sql immutable set search_path = '' as $$ select $1 * 2 $$;
create function app.is_mail(text) returns boolean language sql immutable set search_path = '' as $$ select $1 like '%@%' $$;
create domain app.mail as text constraint mail_check check (app.is_mail(value));
create table app.note (
  id integer primary key,
  amount integer constraint note_amount check (app.valid(amount)),
  double integer generated always as (app.twice(amount)) stored,
  title text
);
create unique index note_title on app.note (app.norm(title));
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
create or replace function app.valid(integer) returns boolean language sql immutable set search_path = '' as $$ select true $$; -- expect: expression-function-changed "app.valid(integer)"
create or replace function app.norm(text) returns text language sql immutable set search_path = '' as $$ select upper($1) $$; -- expect: expression-function-changed "app.norm(text)"
create or replace function app.twice(integer) returns integer language sql immutable set search_path = '' as $$ select $1 * 3 $$; -- expect: expression-function-changed "app.twice(integer)"
create or replace function app.is_mail(text) returns boolean language sql immutable set search_path = '' as $$ select $1 is not null $$; -- expect: expression-function-changed "app.is_mail(text)"
commit;

/* DOWN */

begin;
create or replace function app.valid(integer) returns boolean language sql immutable set search_path = '' as $$ select $1 > 0 $$;
create or replace function app.norm(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
create or replace function app.twice(integer) returns integer language sql immutable set search_path = '' as $$ select $1 * 2 $$;
create or replace function app.is_mail(text) returns boolean language sql immutable set search_path = '' as $$ select $1 like '%@%' $$;
commit;

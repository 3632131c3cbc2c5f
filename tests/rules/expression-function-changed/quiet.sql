-- === base
begin;
create schema app;
create function app.valid(integer) returns boolean language sql immutable set search_path = '' as $$ select $1 > 0 $$;
create function app.norm(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
create function app.same(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
create function app.unasked(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
create table app.note (id integer primary key, amount integer constraint note_amount check (app.valid(amount)), title text);
create unique index note_title on app.note (app.norm(title));
create unique index note_same on app.note (app.same(title));
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", blocking-validation: "off", access-exclusive-held: "off", guard-dropped: "off", down-restores-inexactly: "off"}
-- === migration
begin;
create or replace function app.unasked(text) returns text language sql immutable set search_path = '' as $$ select upper($1) $$; -- not reported: Functions that nothing
create or replace function app.same(text) returns text language sql immutable set search_path = '' as $$ select  lower($1)  $$; -- not reported: A body with other white
create or replace function app.norm(text) returns text language sql immutable set search_path = '' as $$ select upper($1) $$; -- not reported: A constraint or an index
reindex index app.note_title;
create or replace function app.valid(integer) returns boolean language sql immutable set search_path = '' as $$ select $1 > 1 $$;
alter table app.note drop constraint note_amount, add constraint note_amount check (app.valid(amount)) not valid;
alter table app.note validate constraint note_amount;
commit;

/* DOWN */

begin;
create or replace function app.valid(integer) returns boolean language sql immutable set search_path = '' as $$ select $1 > 0 $$;
create or replace function app.norm(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
reindex index app.note_title;
create or replace function app.same(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
create or replace function app.unasked(text) returns text language sql immutable set search_path = '' as $$ select lower($1) $$;
commit;

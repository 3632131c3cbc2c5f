-- === base file db/bootstrap/roles.sql
create schema app;
grant usage, create on schema app to public;
set check_function_bodies = off;
create function app.of_a_superuser() returns setof text language sql as 'select title from app.note';
-- === base
create table app.note (id integer primary key, title text, body text);
create function app.titles() returns setof text language sql as 'select title from app.note';
create function app.ids() returns setof integer language sql as 'select id from app.note';
create function app.looked_for() returns setof text language plpgsql as $$ begin return query select title from app.note; end $$; -- not reported: Functions in PL/pgSQL
set check_function_bodies = off;
create function app.broken_before() returns setof text language sql as 'select never from app.note'; -- not reported: What was as broken
create function app.elsewhere() returns setof integer language sql as 'select id from note';
-- === config
rules: {drop-breaks-readers: "off", rename-breaks-readers: "off", data-lost: "off", access-exclusive-held: "off"}
-- === up
set local lock_timeout = '5s';
alter table app.note drop column title; -- not reported: Functions of an extension, of a superuser
create or replace function app.titles() returns setof text language sql as 'select body from app.note';
set local check_function_bodies = off;
create function app.of_a_temporary_table() returns setof text language sql as 'select title from passing'; -- not reported: A change that switches

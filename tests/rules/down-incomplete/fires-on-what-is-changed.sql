-- === base file db/bootstrap/roles.sql
create role analyst;
create role other;
-- === base
begin;
create schema app;
create type app.mood as enum ('good');
create table app.note (id bigint primary key, title text default 'a', body text check (body is not null), kind integer not null);
alter table app.note enable row level security;
alter table app.note force row level security;
create policy look on app.note for select to analyst using (id > 0);
create view app.v with (security_invoker = true) as select id from app.note;
create function app.f() returns integer language sql as 'select 1';
grant select on app.note to analyst;
commit;
-- === config
rules: {lock-timeout-missing: "off", not-null-scans-table: "off", column-type-changed: "off", force-rls-removed: "off"}
-- === migration
begin;
alter type app.mood add value 'bad'; -- expect: down-incomplete "app.mood"
alter table app.note alter column title set default 'b'; -- expect: down-incomplete "app.note.title"
alter table app.note alter column body set not null; -- expect: down-incomplete "app.note.body"
alter table app.note alter column kind type bigint; -- expect: down-incomplete "app.note.kind"
alter policy look on app.note using (id > 1); -- expect: down-incomplete "app.note look"
create or replace view app.v with (security_invoker = true) as select id, title from app.note; -- expect: down-incomplete "app.v"
create or replace function app.f() returns integer language sql as 'select 2'; -- expect: down-incomplete "app.f()"
revoke select on app.note from analyst; -- expect: down-incomplete "app.note"
grant insert on app.note to other; -- expect: down-incomplete "app.note"
alter table app.note no force row level security; -- expect: down-incomplete "app.note"
commit;

/* DOWN */

begin;
alter table app.note alter column title drop default;
comment on table app.note is null;
commit;

-- === base file db/bootstrap/roles.sql
create role analyst;
create role other;
-- === base
begin;
create schema app;
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
alter table app.note alter column title set default 'b', alter column body set not null, alter column kind type bigint;
alter policy look on app.note using (id > 1);
create or replace view app.v with (security_invoker = true) as select id, title from app.note;
create or replace function app.f() returns integer language sql as 'select 2';
comment on function app.f() is 'two';
revoke select on app.note from analyst;
grant insert on app.note to other;
alter table app.note no force row level security;
commit;

/* DOWN */

begin;
alter table app.note force row level security;
revoke insert on app.note from other;
grant select on app.note to analyst;
create or replace function app.f() returns integer language sql as $$ select 1 $$; -- not reported: A definition that
drop view app.v;
create view app.v with (security_invoker = true) as select note.id from app.note;
alter policy look on app.note using ((id) > 0);
alter table app.note alter column title set default 'a', alter column body drop not null, alter column kind type int;
commit;

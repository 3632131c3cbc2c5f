-- === base file db/bootstrap/auth.sql
create schema auth;
create function auth.role() returns text language sql stable
  return nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role';
grant usage on schema auth to public;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy service on private.note using ((select auth.role()) = 'service_role');
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local request.jwt.claims = '{"role": "service_role"}';
update private.note set title = 'none' where title = 'no such title'; -- not reported: A statement with a WHERE after
create table private.other (id integer);
commit;

/* DOWN */

begin;
drop table private.other;
commit;

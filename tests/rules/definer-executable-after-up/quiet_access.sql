-- === base file db/bootstrap/roles.sql
create role anon;
-- === config
access: {roles: [anon]}
-- === base
create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security;
alter table app.note force row level security;
create function app.closed() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.closed() from public;
-- === up
do $$ begin execute 'grant exe' || 'cute on function app.closed to an' || 'on'; end $$; -- not reported: Grants to anon

-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
create function f() returns bigint language sql security definer set search_path = '' as $$ select count(*) from public.note $$;
revoke execute on function f() from public;

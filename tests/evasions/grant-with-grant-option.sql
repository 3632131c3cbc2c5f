-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
set lock_timeout = '5s';
-- expect: grant-option-given
grant truncate on note to reader with grant option; -- expect: grant-beyond-rls

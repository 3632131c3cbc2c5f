-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
alter default privileges for role eng_owner in schema public grant select, insert on tables to reader; -- expect: default-privileges-open

-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
set lock_timeout = '5s';
drop table note;
create table note (id bigint, owner uuid); -- expect: table-without-rls

-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
set lock_timeout = '5s';
create table fresh (id int);
alter table fresh enable row level security, force row level security;
alter table fresh rename to fresher;

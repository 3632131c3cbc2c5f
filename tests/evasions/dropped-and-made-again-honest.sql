-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
create table n (id int);
drop table n;
create table n (id int);
alter table n enable row level security, force row level security;

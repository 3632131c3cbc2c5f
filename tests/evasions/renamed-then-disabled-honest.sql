-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
create table n (id int);
alter table n rename to m;
alter table m enable row level security, force row level security;

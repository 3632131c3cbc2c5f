-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
create view v as select id from (select id from note) n; -- expect: view-without-security-invoker

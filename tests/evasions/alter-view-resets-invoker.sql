-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
create view v with (security_invoker) as select id from note;
-- === up
set lock_timeout = '5s';
create or replace view v with (security_barrier) as select id from note; -- expect: view-option-lost

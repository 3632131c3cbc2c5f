-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
create view w with (security_invoker) as select id from note;
create materialized view private.m as select id from w;

-- === base file db/bootstrap/roles.sql
create role writer;
create role reader;
create role other;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security;
create policy writers on private.note for all to writer using (id > 0);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
create table private.empty (id integer);
update private.empty set id = 0; -- not reported: A table that held no row
update private.note set title = title; -- not reported: A table whose row-level security is not forced
commit;

/* DOWN */

begin;
drop table private.empty;
commit;

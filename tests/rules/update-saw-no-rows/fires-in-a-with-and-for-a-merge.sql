-- === base file db/bootstrap/roles.sql
create role writer;
create role reader;
create role other;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy writers on private.note for all to writer using (id > 0);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
create table private.log (id integer);
with changed as (update private.note set title = '' returning id) insert into private.log select id from changed; -- expect: update-saw-no-rows "private.note"
merge into private.note as n using private.log as l on n.id = l.id when matched then update set title = ''; -- expect: update-saw-no-rows "private.note"
commit;

/* DOWN */

begin;
drop table private.log;
commit;

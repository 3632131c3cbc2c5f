-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
create table private.other (id integer);
commit;

/* DOWN */

begin;
drop table private.other;
commit;
-- === file db/views/v.sql
drop view if exists private.v;
create view private.v as select id from private.note;

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
-- === base file db/seeds/note.sql
insert into private.note values (1, 'a'); -- not reported: Seeds
-- === config
seeds: [db/seeds]
-- === file db/views/v.sql
drop view if exists private.v;
create view private.v as select id from private.note;

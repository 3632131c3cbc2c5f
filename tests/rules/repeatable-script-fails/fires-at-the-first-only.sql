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
select 1 / 0; -- expect: repeatable-script-fails
-- === file db/views/w.sql
select 2 / 0; -- not reported: Scripts after the one that failed

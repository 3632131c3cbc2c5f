-- === base
begin;
create schema private;
create table as_open (id integer); -- not reported: Tables that were as open on the base
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
do $$ begin execute 'create table private.note (id integer)'; end $$; -- not reported: Tables of schemas
create view private.v as select id from private.note; -- not reported: Views and foreign
commit;

/* DOWN */

begin;
drop view private.v;
drop table private.note;
commit;

-- === base
begin;
create schema private;
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
do $$ begin execute 'create table private.note (id integer)'; end $$;
create view private.v as select id from private.note;
commit;

/* DOWN */

begin;
drop view private.v;
drop table private.note;
commit;

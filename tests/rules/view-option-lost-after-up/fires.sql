-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create view private.v with (security_barrier = true) as select id from private.note;
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
do $$ declare what text; begin select 'create or replace view private.v as select id, title from private.note' into what; execute what; end $$; -- expect: view-option-lost-after-up "private.v"
commit;

/* DOWN */

begin;
drop view private.v;
create view private.v with (security_barrier = true) as select id from private.note;
commit;

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
-- expect: migration-fails "202601020000"
select 1 / 0;
commit;

/* DOWN */

begin;
drop table private.other;
commit;

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
create table private.other (id integer); -- not reported: A config that names no version
commit;

/* DOWN */

begin;
drop table private.other;
commit;

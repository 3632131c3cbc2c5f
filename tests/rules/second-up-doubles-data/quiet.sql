-- === base
begin;
create schema private;
create table private.kind (code text primary key);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
create table private.other (id integer);
insert into private.kind (code) values ('draft') on conflict do nothing; -- not reported: Rows that the second up
commit;

/* DOWN */

begin;
drop table private.other;
commit;

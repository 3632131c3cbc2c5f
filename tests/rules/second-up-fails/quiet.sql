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
insert into private.kind (code) values ('draft');
commit;

/* DOWN */

begin;
delete from private.kind where code = 'draft';
drop table private.other;
commit;

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
insert into private.kind (code) values ('draft'); -- expect: second-up-fails "202601020000"
commit;

/* DOWN */

begin;
drop table private.other;
commit;

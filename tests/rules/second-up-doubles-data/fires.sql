-- === base
begin;
create schema private;
create table private.kind (id integer generated always as identity, code text);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
create table private.other (id integer);
insert into private.kind (code) values ('draft'); -- expect: second-up-doubles-data "private.kind"
commit;

/* DOWN */

begin;
drop table private.other;
commit;

-- === migration
begin;
create schema private;
create table private.note (id bigint);
commit;

/* DOWN */

begin;
drop table private.note; -- not reported: Downs
drop schema private;
commit;

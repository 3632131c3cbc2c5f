-- === base
begin;
create table old (id bigint);
commit;
-- === migration
begin;
create schema private;
create table private.note (id bigint primary key);
commit;

/* DOWN */

begin;
drop table private.note cascade; -- expect: down-cascades "202601020000"
alter table old drop constraint if exists old_check cascade; -- expect: down-cascades
drop schema private;
commit;

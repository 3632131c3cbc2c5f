-- === base
begin;
create table note (id bigint primary key, title text);
commit;
-- === migration
begin;
create schema private;
create table private.remark (id bigint primary key, title text);
create index remark_title on private.remark (title);
drop index private.remark_title; -- not reported: Indexes that the same
commit;

/* DOWN */

begin;
drop index if exists public.note_title; -- not reported: Downs
drop schema private cascade; -- expect: down-cascades
commit;

-- === base
create table note (id integer);
create view v as select 1 as one;
create schema other;
-- === up
set lock_timeout = '5s';
alter table note rename column id to note_id; -- expect: rename-breaks-readers "public.note.id"
alter table note rename to noted; -- expect: rename-breaks-readers "public.note"
alter view v set schema other; -- expect: rename-breaks-readers "public.v"

-- === base
create table note (id integer, title text);
create view v as select 1 as one;
-- === up
set lock_timeout = '5s';
alter table note drop column title; -- expect: drop-breaks-readers "public.note.title"
drop view v; -- expect: drop-breaks-readers "public.v"
drop table if exists note; -- expect: drop-breaks-readers "public.note"

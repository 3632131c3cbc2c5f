-- === base
create table note (id integer);
-- === up
set lock_timeout = '5s';
alter table note add column title text;
update note set title = '' where title is null; -- expect: backfill-with-ddl "public.note"

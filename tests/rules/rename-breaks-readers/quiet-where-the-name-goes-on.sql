-- === base
create schema private;
create table private.note (id integer, title text, weight integer);
-- === up
set lock_timeout = '5s';
alter table private.note rename column title to title_old;
alter table private.note add column title text;
alter table private.note rename to note_old;
create table private.note (id bigint, title text, title_old text, weight integer); -- not reported: A table whose old name
insert into private.note select id, title_old from private.note_old;
drop table private.note_old;

-- === base
create schema private;
create table note (id integer, weight integer);
create table private.task (id integer, title text, weight integer);
-- === up
set lock_timeout = '5s';
alter table note rename column weight to weight_old; -- expect: rename-breaks-readers "public.note.weight"
alter table note add column weight numeric;
alter table private.task rename to task_old; -- expect: rename-breaks-readers "private.task"
create table private.task (id integer);

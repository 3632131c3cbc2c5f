-- === base
create table note (id integer, title text);
create view v as select 1 as one;
create type mood as enum ('a');
-- === up
set lock_timeout = '5s';
drop view v;
create view v as select 2 as one, 3 as two; -- not reported: What the same migration
drop type mood;
alter table note drop constraint if exists note_check; -- not reported: Indexes, constraints
create schema private;
create table private.remark (id int, title text);
alter table private.remark drop column title;
drop table private.remark;

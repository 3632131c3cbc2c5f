-- === base
create table note (id integer);
create table memo (id integer);
create type mood as enum ('a');
-- === up
set lock_timeout = '5s';
alter table note rename to article;
create view note as select id from article; -- not reported: A table whose old name
alter type mood rename to moods;
alter table article rename constraint a to b; -- not reported: Constraints, indexes
create schema private;
create table private.remark (id int);
alter table private.remark rename column id to remark_id; -- not reported: Tables and views that
alter table memo add column text_new text, add column id_new integer;
alter table memo rename column text_new to body; -- not reported: Columns that the same migration adds

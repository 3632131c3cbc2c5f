-- === base
create table note (id integer);
create table other (id integer);
-- === up
set lock_timeout = '5s';
update note set id = 1 where id = 0; -- not reported: Rows that are changed before
alter table note add column title text;
update other set id = 1 where id = 0; -- not reported: Rows of a table that
insert into note (id) values (1); -- not reported: INSERT
create schema private;
create table private.remark (id int);
alter table private.remark add column title text;
update private.remark set title = ''; -- not reported: Tables that the same

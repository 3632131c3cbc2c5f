-- === base
create table note (id integer);
create table other (id integer);
-- === up
set lock_timeout = '5s';
update note set id = 1 where id = 0;
alter table note add column title text;
update other set id = 1 where id = 0;
insert into note (id) values (1);
create schema private;
create table private.remark (id int);
alter table private.remark add column title text;
update private.remark set title = '';

-- === base
create table note (id integer, title varchar(20), body varchar(20), price numeric(8,2), word text, net cidr,
  made timestamptz, took interval(3));
-- === up
set lock_timeout = '5s';
alter table note alter column title type varchar(40); -- not reported: Changes that PostgreSQL
alter table note alter column body type text;
alter table note alter column price type numeric(10,2);
alter table note alter column id type int;
alter table note alter column word type varchar;
alter table note alter column net type inet;
alter table note alter column made type timestamptz(6);
alter table note alter column took type interval;
create schema private;
create table private.remark (id int);
alter table private.remark alter column id type bigint; -- not reported: Tables that the same

-- === base
create schema private;
-- === up
create table n (id int);
alter table n enable row level security, force row level security;
-- === up 202601030000__off.sql
set lock_timeout = '5s';
alter table n add column title text;

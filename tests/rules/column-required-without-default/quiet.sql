-- === base
create table note (id bigint);
-- === up
set lock_timeout = '5s';
alter table note add column title text not null default ''; -- not reported: Columns with a default
alter table note add column body text;
create schema private;
create table private.remark (id bigint);
alter table private.remark add column title text not null; -- not reported: Tables that the same

-- === base
create table note (id bigint primary key, title text);
create table parted (at date) partition by range (at);
-- === up
set lock_timeout = '5s';
create schema private;
create table private.remark (id bigint primary key);
create index on private.remark (id);
create index on only parted (at);
create materialized view private.m as select 1 as id;
create unique index on private.m (id);
create temp table scratch (id bigint);
create index on scratch (id);

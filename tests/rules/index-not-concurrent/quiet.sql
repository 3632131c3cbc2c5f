-- === base
create table note (id bigint primary key, title text);
create table parted (at date) partition by range (at);
-- === up
set lock_timeout = '5s';
create schema private;
create table private.remark (id bigint primary key);
create index on private.remark (id); -- not reported: Tables that the same
create index on only parted (at); -- not reported: `ON ONLY`
create materialized view private.m as select 1 as id;
create unique index on private.m (id); -- not reported: Materialized views
create temp table scratch (id bigint);
create index on scratch (id);

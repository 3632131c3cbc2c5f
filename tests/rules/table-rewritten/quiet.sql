-- === base
create table note (id integer);
create materialized view m as select 1 as one;
-- === up
set lock_timeout = '5s';
refresh materialized view concurrently m; -- not reported: CONCURRENTLY, and
create schema private;
create table private.remark (id int primary key);
cluster private.remark using remark_pkey; -- not reported: What the same migration
create materialized view private.m2 as select 1 as one with no data;
refresh materialized view private.m2;

-- === base
create table note (id integer, made timestamptz, seen timestamptz(3), day date);
-- === config
rules: {column-type-changed: "off"}
-- === up
set local lock_timeout = '5s';
alter table note alter column made type timestamp using made at time zone 'Europe/Berlin'; -- not reported: A change with USING
alter table note alter column seen type timestamptz(6);
alter table note alter column day type timestamp;
alter table elsewhere alter column made type timestamp; -- not reported: Columns of a type
create schema private;
create table private.remark (id int, at timestamp);
alter table private.remark alter column at type timestamptz; -- not reported: Columns that the same migration

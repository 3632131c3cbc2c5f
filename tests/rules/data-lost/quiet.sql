-- === base
begin;
create table note (id bigint, title text, shout text generated always as (upper(title)) stored);
create view v as select 1 as one;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off", backfill-with-ddl: "off"}
-- === migration
begin;
create schema private;
create table private.remark (id bigint, title text);
alter table private.remark drop column title;
truncate private.remark; -- not reported: Tables and columns that
alter table note drop column shout;
delete from note where id = 0; -- not reported: DELETE with
drop view v; -- not reported: Views, materialized
commit;

/* DOWN */

begin;
alter table note add column shout text generated always as (upper(title)) stored;
create view v as select 1 as one;
drop table private.remark;
drop schema private;
commit;

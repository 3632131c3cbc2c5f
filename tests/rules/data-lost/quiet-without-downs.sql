-- === base
create table note (id bigint, title text);
create table country (code text);
create table old (id bigint, title text);
create table kept (id bigint, title text);
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off", backfill-with-ddl: "off"}
-- === up
alter table note drop column title; -- not reported: Layouts without
delete from note where id < 10;
truncate country; -- not reported: There, a table
insert into country values ('aq');
insert into kept select * from old;
delete from old;

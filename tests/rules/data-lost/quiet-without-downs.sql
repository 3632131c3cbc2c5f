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
delete from note where title is not null;
delete from note n where n.title = n.title;
truncate country; -- not reported: There, and in repeatable scripts, a table
insert into country values ('aq');
insert into kept select * from old;
delete from old;
-- === up 202601030000__values.sql
alter table note add column kind text;
alter table note add column was bigint;
update note set kind = 'a';
-- === up 202601040000__values.sql
update note set kind = 'b';
update note set was = id, id = 0;
update note set id = id + 1;
update note set id = null where id < 0;
update old set title = lower(title);
update country set code = null from note where note.kind = country.code;

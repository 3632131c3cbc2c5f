-- === base
create table note (id integer, title text);
create view v as select 1 as one;
-- === config
rules: {rename-breaks-readers: "off", data-lost: "off"}
-- === up
set lock_timeout = '5s';
alter table note rename column title to title_old;
alter table note drop column title_old; -- not reported: What has its name from the same
alter table note rename to note_old;
drop table note_old;
alter view v rename to v_old;
drop view v_old;

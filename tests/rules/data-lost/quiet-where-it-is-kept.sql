-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text);
create table private.old (id bigint primary key, title text);
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off", backfill-with-ddl: "off"}
-- === migration
begin;
alter table private.note add column heading text;
update private.note set heading = title;
alter table private.note drop column title;
create table private.new as select * from private.old;
drop table private.old;
commit;

/* DOWN */

begin;
create table private.old (id bigint primary key, title text);
insert into private.old select * from private.new;
drop table private.new;
alter table private.note add column title text;
update private.note set title = heading;
alter table private.note drop column heading;
commit;

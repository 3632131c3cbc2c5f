-- === base
begin;
create schema private;
create table private.note (id bigint, title text);
commit;
-- === base file db/views/v.sql
drop view if exists private.v;
create view private.v as select id from private.note;
grant select on private.v to analyst;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
begin;
drop view private.v; -- not reported: Views of repeatable
alter table private.note add column body text;
commit;

/* DOWN */

begin;
alter table private.note drop column body;
create view private.v as select id from private.note;
commit;

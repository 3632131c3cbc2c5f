-- === base
begin;
create schema private;
create table private.note (id bigint primary key, body text);
commit;

/* DOWN */

begin;
drop table private.note;
drop schema private;
commit;
-- === config
rules: {lock-timeout-missing: "off", column-required-without-default: warning}
-- === migration
begin;
-- A warning does not stand for an error.
-- expect: migration-fails
alter table private.note add column title text not null; -- expect: column-required-without-default
commit;

/* DOWN */

begin;
alter table private.note drop column title;
commit;

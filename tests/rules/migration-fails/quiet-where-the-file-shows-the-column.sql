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
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
alter table private.note add column "Title" text not null; -- expect: column-required-without-default "private.note.\"Title\""
commit;

/* DOWN */

begin;
alter table private.note drop column "Title";
commit;

-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text);
commit;

/* DOWN */

begin;
drop schema private cascade; -- not reported: What the up destroys
commit;
-- === migration
begin;
alter table private.note drop column title; -- expect: data-lost "private.note.title"
alter table private.note add column kind text;
commit;

/* DOWN */

begin;
alter table private.note drop column kind;
commit;

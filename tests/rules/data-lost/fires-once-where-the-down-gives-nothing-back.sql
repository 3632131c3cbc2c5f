-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, body text);
create table private.other (id bigint primary key);
commit;

/* DOWN */

begin;
drop table private.note;
drop schema private;
commit;
-- === migration
begin;
alter table private.note drop column title; -- expect: data-lost "private.note.title"
drop table private.other; -- expect: data-lost "private.other"
-- db-verify: allow data-lost reason="nobody ever wrote it"
alter table private.note drop column body;
alter table private.note add column kind text;
commit;

/* DOWN */

begin; -- expect: down-incomplete "private.note.body"
alter table private.note drop column kind;
commit;

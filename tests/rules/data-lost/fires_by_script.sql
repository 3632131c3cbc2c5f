-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, body text);
create table private.plan (id bigint primary key);
create table private.kind (name text primary key);
create table private.old (id bigint primary key);
alter table private.note enable row level security, force row level security;
commit;
/* DOWN */
begin;
commit;
-- === base file db/policies/note.sql
alter table private.note force row level security;
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off", repeatable-script-not-rerunnable: "off"}
-- === file db/policies/note.sql
alter table private.note force row level security;
delete from private.plan where true; -- expect: data-lost "private.plan"
drop table if exists private.old; -- expect: data-lost "private.old"
drop table if exists private.never_there;
alter table private.note drop column if exists body; -- expect: data-lost "private.note.body"
delete from private.kind;
insert into private.kind values ('open'), ('done');
update private.note set title = null; -- expect: data-lost "private.note.title"

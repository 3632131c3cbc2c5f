-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text);
alter table private.note enable row level security, force row level security;
commit;
/* DOWN */
begin;
commit;
-- === base file db/views/note.sql
create or replace view private.titles with (security_invoker = true, security_barrier = true) as select title from private.note;
create or replace view private.ids with (security_invoker = true) as select id from private.note;
create or replace view private.pair as select id, title from private.note;
alter view private.pair set (security_invoker = true);
create or replace view private.kept with (security_invoker = true) as select id from private.note;
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off"}
-- === file db/views/note.sql
-- expect: view-option-lost "private.titles"
create or replace view private.titles with (security_barrier = true) as select title from private.note;
do $$ begin execute 'create or replace ' || 'view private.ids as select id from private.note'; end $$; -- expect: view-option-lost-after-up "private.ids"
create or replace view private.pair as select id, title from private.note; -- expect: view-option-lost "private.pair"
create or replace view private.kept with (security_invoker = true) as select id from private.note where id > 0;

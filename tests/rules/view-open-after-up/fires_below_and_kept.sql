-- === base
create table public.note (id bigint primary key, title text);
alter table public.note enable row level security, force row level security;
create schema private;
create view private.below as select id, title from public.note;
create view private.asking with (security_invoker = true) as select id, title from public.note;
-- === config
rules: {lock-timeout-missing: "off", function-changes-rights: "off"}
-- === up 202601020000__view.sql
do $$ declare q text; begin select 'create view public.made as select id from private.below' into q; execute q; end $$; -- expect: view-open-after-up "public.made"
-- === up 202601030000__kept.sql
do $$ declare q text; begin select 'create materialized view public.kept as select id from private.asking' into q; execute q; end $$; -- expect: view-open-after-up "public.kept"
-- === up 202601040000__by_a_default.sql
create function private.making() returns integer language plpgsql set search_path = '' as $$ begin execute 'create materialized view public.late as select id from public.note'; return 1; end $$; -- expect: view-open-after-up "public.late"
create table private.copied as select private.making() as one;

-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security, force row level security;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
do $$ declare q text; begin select 'create function app.many() returns bigint language sql security definer as ''select count(*) from app.note''; revoke execute on function app.many() from public' into q; execute q; end $$; -- expect: definer-executable-after-up "app.many()"
do $$ begin execute 'create function app.shown(i integer, t text) returns bigint language sql security definer set search_path = '''' as ''select count(*) from app.note'''; end $$;
revoke execute on function app.shown(integer, text) from public;
-- === up 202601030000__altered.sql
create function app.later() returns bigint language sql set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.later() from public;
do $$ declare q text; begin select 'alter function app.later() security definer' into q; execute q; end $$; -- expect: definer-executable-after-up "app.later()"

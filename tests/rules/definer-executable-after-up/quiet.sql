-- === base file db/bootstrap/roles.sql
create role anon;
create role reader;
-- === config
rules: {function-changes-rights: "off"}
-- === base
create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security;
alter table app.note force row level security;
create function app.before() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
create function app.closed() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.closed() from public;
-- === up
do $$ begin execute 'grant exe' || 'cute on function app.before to pub' || 'lic'; end $$; -- not reported: What was as open
do $$ begin execute 'grant exe' || 'cute on function app.closed to rea' || 'der'; end $$;
do $$ begin execute 'create fun' || 'ction app.count_own() returns bigint language sql as ''select count(*) from app.note'''; end $$; -- not reported: Functions that run with
create function app.shown() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$; -- not reported: What the file shows -- expect: definer-executable-by-public "app.shown()"

-- === base file db/bootstrap/roles.sql
create role owner login;
alter database app owner to owner;
alter schema public owner to owner;
-- === base
create schema app;
create function app.f() returns integer language sql set search_path = '' return 1;
create extension btree_gist;
alter extension btree_gist add function app.f();
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off"}
-- === up
create extension citext; -- not reported: What CREATE EXTENSION
do $$ begin execute 'create extension pg_trgm'; end $$;
alter extension btree_gist drop function app.f(); -- not reported: ALTER EXTENSION … DROP

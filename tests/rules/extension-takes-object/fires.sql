-- === base file db/bootstrap/roles.sql
create role owner login;
alter database app owner to owner;
alter schema public owner to owner;
-- === base
create extension btree_gist;
create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security, force row level security;
create table app.other (id bigint primary key);
alter table app.other enable row level security, force row level security;
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off", data-lost-after-up: "off"}
-- === up
alter extension btree_gist add table app.note; -- expect: extension-takes-object "btree_gist"
-- === up 202601030000__hidden.sql
do $$ declare q text; begin select 'alter extension btree_gist add table app.other' into q; execute q; end $$; -- expect: extension-takes-object "btree_gist"

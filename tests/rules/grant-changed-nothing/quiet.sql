-- === base file db/bootstrap/roles.sql
create role analyst;
create role clerk;
create role other;
create role owner login createrole;
alter database app owner to owner;
grant analyst to owner with admin option;
create schema billing authorization other;
create table billing.bill (id bigint primary key, total integer);
alter table billing.bill owner to other;
alter table billing.bill enable row level security, force row level security;
grant usage on schema billing to owner;
grant select on billing.bill to owner with grant option;
grant select on billing.bill to analyst;
create extension btree_gist;
alter schema public owner to owner;
create function billing.one() returns integer language sql return 1;
grant execute on function billing.one() to clerk;
-- === config
exposed_schemas: []
trial: {owner: owner}
rules: {lock-timeout-missing: "off"}
-- === up
grant select on billing.bill to clerk;
revoke insert on billing.bill from clerk; -- not reported: A REVOKE of what
revoke analyst from clerk;
grant analyst to clerk;
grant execute on all functions in schema public to clerk; -- not reported: What is an extension's own
grant execute on function billing.one() to clerk;

-- === config
exposed_schemas: [public, api]
-- === up
create schema api;
set search_path = api;
create table n (id int);
alter table n enable row level security, force row level security;

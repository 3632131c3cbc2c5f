-- === config
exposed_schemas: [public, api]
-- === up
create schema api create table n (id int);
alter table api.n enable row level security, force row level security;

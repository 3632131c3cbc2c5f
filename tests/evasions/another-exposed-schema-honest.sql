-- === config
exposed_schemas: [public, api]
-- === up
create schema api;
create table api.note (id int);
alter table api.note enable row level security, force row level security;

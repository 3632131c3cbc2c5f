-- === config
exposed_schemas: [public, api]
-- === up
create schema api;
select set_config('search_path', 'api', false);
create table n (id int);
alter table api.n enable row level security, force row level security;

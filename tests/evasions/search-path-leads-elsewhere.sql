-- === config
exposed_schemas: [public, api]
-- === up
set lock_timeout = '5s';
create schema api;
set search_path = api;
create table n (id int); -- expect: table-without-rls
alter table public.n enable row level security;

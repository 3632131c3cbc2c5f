-- === config
exposed_schemas: [public, api]
-- === up
create schema api;
select set_config('search_path', 'api', false);
create table n (id int); -- expect: table-without-rls

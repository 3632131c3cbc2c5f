-- === config
exposed_schemas: [public, api]
-- === up
create schema api;
create table api.note (id int); -- expect: table-without-rls

-- === config
exposed_schemas: [public, api]
-- === up
create schema api create table n (id int); -- expect: table-without-rls

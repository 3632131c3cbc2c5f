-- === config
exposed_schemas: [api, storage]
rules: {rename-breaks-readers: "off"}
-- === base
create schema api;
create schema private;
create table private.moved (id bigint);
create table private.renamed (id bigint);
create schema attic;
create table attic.box (id bigint);
-- === up
set lock_timeout = '5s';
create table api.note (id bigint); -- expect: table-without-rls "api.note"
create table private.note (id bigint); -- expect: table-without-rls "private.note"
grant select on private.note to analyst;
alter table private.moved set schema api; -- expect: table-without-rls "api.moved"
grant select on private.renamed to analyst; -- expect: table-without-rls "private.renamed"
alter schema attic rename to storage; -- expect: table-without-rls "storage.box"

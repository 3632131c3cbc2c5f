-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create schema private;
create schema hidden;
create schema other;
create materialized view private.m_note as select id from note;
create materialized view private.n_note as select id from note;
create materialized view private.o_note as select id from note;
create materialized view hidden.p_note as select id from note;
-- === config
exposed_schemas: [public, api]
rules: {rename-breaks-readers: "off", lock-timeout-missing: "off"}
-- === up
create role analyst;
grant select on private.m_note to analyst; -- expect: materialized-view-exposed "private.m_note"
alter materialized view private.n_note set schema public; -- expect: materialized-view-exposed "public.n_note"
alter materialized view private.o_note set schema other;
alter schema hidden rename to api; -- expect: materialized-view-exposed "api.p_note"

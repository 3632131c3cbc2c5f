-- === config
view_owners: [eng_views]
-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create table open (id bigint);
create schema private;
-- === up
create materialized view private.m_note as select id from note; -- not reported: Views and materialized views of schemas
grant select on private.m_note to eng_views; -- not reported: Roles that the config
create materialized view m_open as select id from open; -- not reported: Tables that have no

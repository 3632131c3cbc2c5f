-- === config
view_owners: [eng_views]
-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
set local role eng_views;
create view v as select id from note;

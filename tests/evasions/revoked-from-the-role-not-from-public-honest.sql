-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
grant select on note to public;
-- === up
set lock_timeout = '5s';
revoke select on note from anon, public;

-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
set lock_timeout = '5s';
create policy p on note for select to reader using (id = 1);
grant select on note to reader;

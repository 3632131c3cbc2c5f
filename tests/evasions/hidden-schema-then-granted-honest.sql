-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
create table private.n (id int);
alter table private.n enable row level security, force row level security;
create policy p on private.n for select to reader using (id = 1);
grant select on private.n to reader;

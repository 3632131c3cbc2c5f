-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create schema private;
create role reader;
create role anon;
create role analyst;
-- === up
create table public.n (id int); -- expect: table-without-rls
create table private.n (id int);
alter table private.n enable row level security, force row level security;

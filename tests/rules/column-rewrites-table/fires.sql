-- === base
create table note (id bigint, title text);
create function pick() returns int language sql volatile as 'select 1';
-- === up
set lock_timeout = '5s';
alter table note add column a uuid default gen_random_uuid(); -- expect: column-rewrites-table "public.note.a"
alter table note add column b bigserial; -- expect: column-rewrites-table
alter table note add column c bigint generated always as identity; -- expect: column-rewrites-table
alter table note add column d text generated always as (lower(title)) stored; -- expect: column-rewrites-table
alter table note add column e int default pick(); -- expect: column-rewrites-table

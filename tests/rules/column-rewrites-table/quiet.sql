-- === base
create table note (id bigint, title text);
-- === up
set lock_timeout = '5s';
alter table note add column a timestamptz default now();
alter table note add column b text default 'x';
alter table note add column c text generated always as (lower(title)) virtual;
alter table note add column d text default unknown();
create schema private;
create table private.remark (id bigint);
alter table private.remark add column a uuid default gen_random_uuid();

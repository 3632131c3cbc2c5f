-- === base
create table note (id bigint, title text);
-- === up
set lock_timeout = '5s';
alter table note add column a timestamptz default now(); -- not reported: Constants, `now()`
alter table note add column b text default 'x';
alter table note add column c text generated always as (lower(title)) virtual; -- not reported: Virtual generated
alter table note add column d text default unknown(); -- not reported: Functions that are not
create schema private;
create table private.remark (id bigint);
alter table private.remark add column a uuid default gen_random_uuid(); -- not reported: Tables that the same

-- === base
create table old (id bigint);
alter table old enable row level security;
-- === up
create table note (id bigint);
alter table note force row level security;
alter table note enable row level security;
set lock_timeout = '5s';
alter table old add column title text; -- not reported: Tables whose row-level security was

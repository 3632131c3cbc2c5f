-- === base
create table note (id bigint);
-- === up
set lock_timeout = '5s';
alter table note add column title text; -- not reported: Tables that were there

-- === base
create table note (id bigint);
grant select on note to analyst;
-- === up
set lock_timeout = '5s';
revoke select on note from analyst; -- not reported: Roles that have it

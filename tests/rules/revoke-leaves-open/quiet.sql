-- === base
create table note (id bigint);
grant select on note to public, anon, analyst;
-- === up
set lock_timeout = '5s';
revoke select on note from analyst;
revoke select on note from public, anon;
revoke select on unknown from analyst;

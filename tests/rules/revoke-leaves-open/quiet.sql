-- === base
create table note (id bigint);
grant select on note to public, anon, analyst;
-- === up
set lock_timeout = '5s';
revoke select on note from analyst;
revoke select on note from public, anon; -- not reported: Privileges that are revoked
revoke select on unknown from analyst; -- not reported: Tables that no script
revoke all on note from public; -- not reported: What a GRANT after it
grant select on note to authenticated;

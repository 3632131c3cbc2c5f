-- === base
create table note (id bigint);
grant select on note to public, anon;
-- === up
set lock_timeout = '5s';
revoke all on note from public; -- expect: revoke-leaves-open "public.note"

-- === base
create table note (id bigint);
create role reader;
create role analyst in role reader;
grant select on note to public;
create table other (id bigint);
grant select on other to reader;
-- === up
set lock_timeout = '5s';
revoke select on note from analyst; -- expect: revoke-leaves-open "public.note"
revoke all on other from analyst; -- expect: revoke-leaves-open "public.other"

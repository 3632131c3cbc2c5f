-- === base
create table old (id bigint);
-- === up
create table note (id bigint);
alter table note enable row level security; -- expect: rls-not-forced "public.note"
set lock_timeout = '5s';
alter table old enable row level security; -- expect: rls-not-forced "public.old"

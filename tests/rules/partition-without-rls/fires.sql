-- === base
create table note (at date) partition by range (at);
alter table note enable row level security, force row level security;
create table spare (at date);
-- === up
-- expect: partition-without-rls "public.note_1"
create table note_1 partition of note for values from ('2026-01-01') to ('2027-01-01');
create table child () inherits (note); -- expect: partition-without-rls "public.child"
set lock_timeout = '5s';
alter table note attach partition spare default; -- expect: partition-without-rls "public.spare"

-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create view v_note as select id from note;
-- === up
create view v_over with (security_invoker = off) as select id from v_note; -- expect: view-without-security-invoker "public.v_over"

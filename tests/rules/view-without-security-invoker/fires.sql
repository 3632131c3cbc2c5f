-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
-- === up
create view v_note as select id from note; -- expect: view-without-security-invoker "public.v_note"

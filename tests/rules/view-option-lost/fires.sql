-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create view v_note with (security_invoker = true, security_barrier) as select id from note;
-- === up
create or replace view v_note as select id from note; -- expect: view-option-lost "public.v_note"

-- === base
create table note (id bigint, title text);
alter table note enable row level security, force row level security;
-- === up
-- expect: view-without-security-invoker "public.\"v As\""
create or replace view "v As" (id, "as") /* as it is */ as select id, title as as_it_was from note;
create view public.v_barrier -- expect: view-without-security-invoker "public.v_barrier"
  (id) with (security_barrier) as
  select id from note;
CREATE VIEW public.v_checked -- expect: view-without-security-invoker "public.v_checked"
AS SELECT id FROM note WHERE id > 0 WITH CHECK OPTION;

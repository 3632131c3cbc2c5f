-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create view v_note with (security_invoker = true) as select id from note;
create view v_other with (security_invoker = true) as select id from note;
create view v_third with (security_invoker = true) as select id from note;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
alter view v_note reset (security_invoker); -- expect: view-without-security-invoker "public.v_note"
alter table v_other set (security_invoker = off); -- expect: view-without-security-invoker "public.v_other"
alter view v_third set (security_invoker = false);
alter view v_third set (security_invoker = true, security_barrier);

-- === base
create table note (id bigint, title text);
create view v_note as select id from note;
create view v_over as select id from v_note;
create view v_right with (security_invoker = true) as select id from note;
-- === config
rules: {lock-timeout-missing: "off", rls-not-forced: "off", rls-without-policy: "off"}
-- === up
-- expect: view-without-security-invoker "public.v_note"
-- expect: view-without-security-invoker "public.v_over"
alter table note enable row level security;
create policy seen on note for select to staff using (id > 0);

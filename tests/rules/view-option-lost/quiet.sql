-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create view v_note with (security_invoker = true) as select id from note;
create view v_other with (security_invoker = true) as select id from note;
create view v_plain with (security_barrier = false) as select 1 as one;
-- === up
create or replace view v_note with (security_invoker = on) as select id from note;
create or replace view v_other as select id from note;
alter view v_other set (security_invoker = true); -- not reported: Options that ALTER VIEW
create or replace view v_plain as select 1 as one; -- not reported: Options that take nothing
create or replace view v_unknown as select 1 as one; -- not reported: Views that no script

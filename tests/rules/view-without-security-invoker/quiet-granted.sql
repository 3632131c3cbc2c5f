-- === base file db/bootstrap/roles.sql
create role analyst;
create role auditor bypassrls;
create role eng_owner;
-- === base
create schema app;
create schema reporting;
create schema closed;
grant usage on schema reporting to analyst, auditor;
create table app.note (id bigint);
alter table app.note enable row level security;
create table app.forced (id bigint);
alter table app.forced enable row level security, force row level security;
create view reporting.v_right with (security_invoker) as select id from app.note;
-- === config
trial: {owner: eng_owner}
rules: {bypassrls-granted: "off", rls-not-forced: "off", rls-without-policy: "off"}
-- === up
create view reporting.v_own as select id from app.note;
create view reporting.v_audit as select id from app.note;
grant select on reporting.v_audit to auditor; -- not reported: Roles above row-level security
create view closed.v_note as select id from app.note;
grant select on closed.v_note to analyst;
create view reporting.v_forced as select id from app.forced;
grant select on reporting.v_forced to analyst;
create view v_through as select id from reporting.v_right; -- not reported: Views that read it through one

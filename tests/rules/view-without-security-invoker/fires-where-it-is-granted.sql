-- === base file db/bootstrap/roles.sql
create role analyst;
create role staff;
create role clerk;
grant staff to clerk;
-- === base
create schema app;
create schema reporting;
grant usage on schema reporting to analyst, staff;
create table app.note (id bigint, title text);
alter table app.note enable row level security;
create view reporting.v_old as select id from app.note;
create view reporting.v_over as select id from reporting.v_old;
-- === config
rules: {rls-not-forced: "off", grant-to-public: "off", table-without-rls: "off", rls-without-policy: "off"}
-- === up
create view reporting.v_note as select id from app.note; -- expect: view-without-security-invoker "reporting.v_note"
grant select on reporting.v_note to analyst;
create view reporting.v_all as select id from app.note; -- expect: view-without-security-invoker "reporting.v_all"
grant select on reporting.v_all to public;
grant select on reporting.v_old to clerk; -- expect: view-without-security-invoker "reporting.v_old"
grant select on reporting.v_over to staff; -- expect: view-without-security-invoker "reporting.v_over"

-- === base file db/bootstrap/roles.sql
create role reader;
create role approved;
-- === base
begin;
create table note (id integer primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create policy readers on note for select to reader using (id > 0);
create policy approved on note for select to approved using (id > 1);
create table plain (id integer);
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into note values (1, 'one'), (2, 'two');
-- === config
seeds: [db/seeds]
access:
  roles: [reader]
  allow: [{role: reader, object: public.plain, may: select}]
  approved: [{role: approved, object: public.note, decision_log_ref: DL-1}, {role: approved, object: public.of_notes, decision_log_ref: DL-1}]
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
grant select on note to approved;
grant select on plain to reader; -- not reported: Roles that `access.allow`
create view of_notes with (security_invoker = true) as select id from note;
grant select on of_notes to approved; -- not reported: Views
commit;

/* DOWN */

begin;
drop view of_notes;
revoke select on note from approved;
revoke select on plain from reader;
commit;

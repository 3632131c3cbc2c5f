-- === base file db/bootstrap/roles.sql
create role reader;
create role approved;
-- === base
begin;
create table note (id integer primary key, title text);
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
  approved: [{role: approved, object: public.note, decision_log_ref: DL-1}]
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
grant select on note to approved; -- expect: direct-read-unfiltered
commit;

/* DOWN */

begin;
revoke select on note from approved;
commit;

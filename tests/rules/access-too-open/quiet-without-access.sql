-- === base file db/bootstrap/roles.sql
create role reader;
create role approved;
-- === base
begin;
create table note (id integer primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create policy readers on note for select to reader using (id > 0);
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into note values (1, 'one'), (2, 'two');
-- === config
seeds: [db/seeds]
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
grant select on note to reader; -- not reported: A repository whose config
create function number() returns integer language sql return 1;
commit;

/* DOWN */

begin;
drop function number();
revoke select on note from reader;
commit;

-- === base file db/bootstrap/roles.sql
create role reader;
create role outsider;
-- === base
begin;
create table note (id bigint primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create policy readers on note for select to reader using (id > 0);
create policy outsiders on note for select to outsider using (id > 1); -- expect: access-too-open "public.note outsider"
grant select on note to reader, outsider;
create table log (id bigint primary key, title text);
grant select on log to outsider; -- expect: access-too-open "public.log outsider"
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into note values (1, 'one'), (2, 'two');
insert into log values (1, 'one'), (2, 'two');
-- === config
seeds: [db/seeds]
access:
  roles: [outsider]
  allow: [{role: reader, object: public.note, may: select}]
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
create type mood as enum ('good');
alter table note add column body text;
alter table log add column body text;
commit;

/* DOWN */

begin;
alter table log drop column body;
alter table note drop column body;
drop type mood;
commit;

-- === base file db/bootstrap/roles.sql
create role sweeper;
-- === base
begin;
create table note (id bigint primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create policy sweepers on note for select to sweeper using (id > 0);
grant select, truncate on note to sweeper;
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into note values (1, 'one'), (2, 'two');
-- === config
seeds: [db/seeds]
access:
  allow: [{role: sweeper, object: public.note, may: [select, truncate]}]
rules: {blocking-validation: "off", index-not-concurrent: "off", lock-timeout-missing: "off"}
-- === migration
begin;
create index note_title on note (title);
commit;

/* DOWN */

begin;
drop index note_title;
commit;

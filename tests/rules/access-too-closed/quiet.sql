-- === base file db/bootstrap/roles.sql
create role reader;
create role approved;
-- === base
begin;
create table note (id integer primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create policy readers on note for select to reader using (id > 0);
create policy own on note for select to approved using (id > 0);
grant select on note to reader, approved;
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into note values (1, 'one'), (2, 'two');
-- === config
seeds: [db/seeds]
access:
  roles: [reader, approved]
  claims: {own: {sub: one}, another: {sub: none}}
  allow:
    - {role: reader, object: public.note, may: select}  # -- not reported: An action that
    - {role: approved, object: public.note, may: select, claims: [own]}  # -- not reported: What is promised to the role with its own claims
rules: {blocking-validation: "off", index-not-concurrent: "off", lock-timeout-missing: "off"}
-- === migration
begin;
create index note_title on note (title);
alter policy own on note using (title = (select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'));
commit;

/* DOWN */

begin;
alter policy own on note using (id > 0);
drop index note_title;
commit;

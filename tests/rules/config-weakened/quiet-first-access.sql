-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
begin;
create table note (id bigint primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create policy readers on note for select to reader using (id > 0);
grant select on note to reader;
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into note values (1, 'one'), (2, 'two');
-- === base file db/verify.yml
version: 1
bootstrap: [db/bootstrap]
migrations:
  - {path: db/migrations/eng, layout: marker}
seeds: [db/seeds]
-- === file db/verify.yml
version: 1
bootstrap: [db/bootstrap]
migrations:
  - {path: db/migrations/eng, layout: marker}
seeds: [db/seeds]
access:  # -- not reported: A repository that has no config yet, or whose config says nothing of access
  allow:
    - {role: reader, object: "public.*", may: select}
    - {role: reader, object: public.note, may: select}
-- === migration
begin;
comment on table note is 'notes';
commit;

/* DOWN */

begin;
comment on table note is null;
commit;

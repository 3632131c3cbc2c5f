-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
begin;
do $$
declare name text := (select 'note' from pg_class limit 1);
begin
  execute format('create table %I (id bigint primary key, title text)', name);
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
end $$;
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
access:
  allow:
    - {role: reader, object: public.elsewhere, may: select}
    - {role: reader, object: public.note, may: select} # expect: access-too-closed "public.note reader"
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
create type mood as enum ('good');
commit;

/* DOWN */

begin;
drop type mood;
commit;

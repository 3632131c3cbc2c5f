-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
begin;
do $$
declare name text;
begin
  for name in select 'note_' || number from pg_catalog.generate_series(1, 2) as number loop
    execute format('create table public.%I (id bigint primary key, title text)', name);
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
  end loop;
end $$;
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into note_1 values (1, 'one'), (2, 'two');
-- === base file db/verify.yml
version: 1
bootstrap: [db/bootstrap]
migrations:
  - {path: db/migrations/eng, layout: marker}
seeds: [db/seeds]
access: {roles: [reader]}
rules: {lock-timeout-missing: "off"}
-- === file db/verify.yml
version: 1
bootstrap: [db/bootstrap]
migrations:
  - {path: db/migrations/eng, layout: marker}
seeds: [db/seeds]
access:
  roles: [reader]
  allow: [{role: reader, object: public.note_1, may: select}]
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
create policy readers on public.note_1 for select to reader using (id > 0);
grant select on public.note_1 to reader; -- expect: access-too-open "public.note_1 reader"
commit;

/* DOWN */

begin;
revoke select on public.note_1 from reader;
drop policy readers on public.note_1;
commit;

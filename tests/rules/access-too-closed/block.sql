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
-- === config
seeds: [db/seeds]
access:
  roles: [reader]
  allow: [{role: reader, object: public.note, may: select}]
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
alter table note add column body text;
do $$ begin execute format('revoke select on %s from reader', (select relname from pg_class where oid = 'note'::regclass)); end $$; -- expect: access-too-closed "public.note reader"
comment on column note.body is 'text';
commit;

/* DOWN */

begin;
grant select on note to reader;
alter table note drop column body;
commit;

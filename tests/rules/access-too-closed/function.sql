-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
begin;
create function public.is_open(bigint) returns boolean language sql stable set search_path = '' as 'select $1 > 0';
create table note (id bigint primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create policy readers on note for select to reader using (public.is_open(id));
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
rules: {lock-timeout-missing: "off", policy-function-changed: "off"}
-- === migration
begin;
alter table note add column body text;
create or replace function public.is_open(bigint) returns boolean language sql stable set search_path = '' as 'select $1 < 0'; -- expect: access-too-closed "public.note reader"
comment on column note.body is 'text';
commit;

/* DOWN */

begin;
create or replace function public.is_open(bigint) returns boolean language sql stable set search_path = '' as 'select $1 > 0';
alter table note drop column body;
commit;

-- === base file db/bootstrap/roles.sql
create role reader;
-- === base file db/seeds/note.sql
insert into public.note values (1, 'open'), (2, 'kept');
-- === base
begin;
create schema app;
create table public.note (id integer primary key, state text not null);
alter table public.note enable row level security;
alter table public.note force row level security;
create function public.is_open(text) returns boolean language sql immutable set search_path = '' return $1 = 'open';
create function public.is_kept(text) returns boolean language sql immutable set search_path = '' return $1 = 'kept';
create policy readers on public.note for select to reader using (public.is_open(state));
grant select on public.note to reader;
commit;
/* DOWN */
begin;
commit;
-- === config
seeds: [db/seeds]
published_views: []
access:
  roles: [reader]
  allow: [{role: reader, object: public.note, may: select}]
rules: {lock-timeout-missing: "off", policy-function-per-row: "off", direct-read-unfiltered: "off", access-not-declared: "off", policy-ignores-caller: "off", policies-widen-each-other: "off", rls-without-policy: "off"}
-- === migration
begin;
-- A table of the same name elsewhere is new; the one that the policy is about is not.
set local search_path = app;
create table note (id integer primary key);
alter table note enable row level security;
alter table note force row level security;
create policy kept on public.note for select to reader using (public.is_kept(state)); -- expect: access-widened "public.note reader"
commit;

/* DOWN */

begin;
drop policy kept on public.note;
drop table app.note;
commit;

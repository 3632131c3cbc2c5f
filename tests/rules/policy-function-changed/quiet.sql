-- === base file db/bootstrap/roles.sql
create role reader;
create role clerk;
-- === base file db/seeds/note.sql
insert into public.note values (1, 'one', 'open'), (2, 'two', 'kept'), (3, 'three', 'open'), (4, 'four', 'secret');
-- === base
begin;
create table public.note (id integer primary key, title text not null, state text not null);
alter table public.note enable row level security;
alter table public.note force row level security;
create function public.is_open(text) returns boolean language sql immutable set search_path = '' return $1 = 'open';
create function public.unasked() returns boolean language sql immutable set search_path = '' return true;
create policy readers on public.note for select to reader using (public.is_open(state));
create policy clerks on public.note to clerk using (state = 'kept') with check (true);
create policy no_secrets on public.note as restrictive to clerk using (state <> 'secret');
grant select on public.note to reader;
grant select, update, delete on public.note to clerk;
commit;
/* DOWN */
begin;
commit;
-- === config
seeds: [db/seeds]
published_views: []
access:
  roles: [reader, clerk]
  allow:
    - {role: reader, object: "public.*", may: select}
    - {role: clerk, object: public.note, may: [select, update, delete]}
rules: {lock-timeout-missing: "off", policy-always-true: "off", policy-function-per-row: "off", direct-read-unfiltered: "off", access-not-declared: "off", policy-ignores-caller: "off"}
-- === migration
begin;
create or replace function public.unasked() returns boolean language sql stable set search_path = '' return false; -- not reported: Functions, views and columns that no policy
create function public.is_new(text) returns boolean language sql stable set search_path = '' return $1 = 'open'; -- not reported: Functions that the change
alter policy readers on public.note using (public.is_new(state));
commit;

/* DOWN */

begin;
alter policy readers on public.note using (public.is_open(state));
drop function public.is_new(text);
create or replace function public.unasked() returns boolean language sql immutable set search_path = '' return true;
commit;

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
create policy readers on public.note for select to reader using (state = 'gone');
create policy clerks on public.note to clerk using (id > 0) with check (true);
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
rules: {lock-timeout-missing: "off", policy-always-true: "off", policy-function-per-row: "off", direct-read-unfiltered: "off", access-not-declared: "off", policy-ignores-caller: "off", policy-widened: "off"}
-- === migration
begin;
alter policy readers on public.note using (state = 'open'); -- not reported: A role that saw no row before
alter policy clerks on public.note using (id >= 0);
commit;

/* DOWN */

begin;
alter policy clerks on public.note using (id > 0);
alter policy readers on public.note using (state = 'gone');
commit;

-- === base file db/bootstrap/roles.sql
create role reader;
create role clerk;
create role owner_of_views;
-- === base file db/seeds/note.sql
insert into public.note values (1, 'one', 'open'), (2, 'two', 'kept'), (3, 'three', 'open'), (4, 'four', 'secret');
-- === base
begin;
create table public.note (id integer primary key, title text not null, state text not null);
alter table public.note enable row level security;
alter table public.note force row level security;
create function public.is_open(text) returns boolean language sql immutable set search_path = '' return $1 = 'open';
create policy readers on public.note for select to reader using (public.is_open(state));
create policy clerks on public.note to clerk using (state = 'kept') with check (true);
create policy no_secrets on public.note as restrictive to clerk using (state <> 'secret');
create view public.v_open with (security_invoker = true) as select id, title from public.note where id > 2;
grant select on public.v_open to reader;
grant select on public.note to reader;
grant select, update, delete on public.note to clerk;
commit;
/* DOWN */
begin;
commit;
-- === config
seeds: [db/seeds]
access:
  roles: [reader, clerk]
  allow:
    - {role: reader, object: "public.*", may: select}
    - {role: clerk, object: public.note, may: [select, update, delete]}
rules: {lock-timeout-missing: "off", policy-always-true: "off", policy-function-per-row: "off", direct-read-unfiltered: "off", access-not-declared: "off", policy-ignores-caller: "off", backfill-with-ddl: "off", update-saw-no-rows: "off"}
-- === migration
begin;
create policy everybody on public.note for select to reader using (title = 'two');
drop policy everybody on public.note;
update public.note set state = 'open' where id = 2; -- not reported: Rows that the change itself adds or edits
create function public.is_long(text) returns boolean language sql immutable set search_path = '' return length($1) > 3;
alter policy clerks on public.note using (state in ('kept', 'secret'));
create or replace view public.v_open with (security_invoker = true) as select id, title from public.note where public.is_long(title) or id > 0; -- not reported: Views
commit;

/* DOWN */

begin;
create or replace view public.v_open with (security_invoker = true) as select id, title from public.note where id > 2;
alter policy clerks on public.note using (state = 'kept');
drop function public.is_long(text);
commit;

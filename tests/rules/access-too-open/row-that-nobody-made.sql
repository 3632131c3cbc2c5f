-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
begin;
create table team (id integer primary key);
create table note (id integer primary key, team integer not null references team, title text not null);
alter table note enable row level security;
alter table note force row level security;
grant select on note to reader;
create table old_note (id integer primary key, written date not null);
alter table old_note enable row level security;
alter table old_note force row level security;
grant insert on old_note to reader;
create table page (id integer primary key, title text not null);
alter table page enable row level security;
alter table page force row level security;
grant select on page to reader;
create table job (id integer primary key, kind text not null check (kind <> 'open'));
alter table job enable row level security;
alter table job force row level security;
grant select on job to reader;
commit;
/* DOWN */
begin;
commit;
-- === base file db/seeds/note.sql
insert into team values (1), (2);
insert into note values (1, 1, 'one'), (2, 2, 'two');
insert into old_note values (1, '2026-01-01');
insert into page values (1, 'one');
insert into job values (1, 'closed');
-- === config
seeds: [db/seeds]
access:
  roles: [reader]
rules: {access-not-declared: "off", lock-timeout-missing: "off", access-exclusive-held: "off", policies-widen-each-other: "off", table-without-rls: "off"}
-- === migration
begin;
-- No seed begins so, and no row is that old: the policies' texts tell, all the same.
create policy demo on note for select to reader using (title like 'Demo%'); -- expect: access-too-open "public.note reader"
create policy old on old_note for insert to reader with check (written < '2000-01-01'); -- expect: access-too-open "public.old_note reader"
create policy logged_in on page for select to reader using (session_user = 'reader'); -- expect: access-too-open "public.page reader"
-- There can't be such a row.
create policy open on job for select to reader using (kind = 'open');
commit;

/* DOWN */

begin;
drop policy demo on note;
drop policy old on old_note;
drop policy logged_in on page;
drop policy open on job;
commit;

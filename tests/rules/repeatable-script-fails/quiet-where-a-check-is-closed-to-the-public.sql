-- === base file db/bootstrap/roles.sql
create role writer;
-- === base
begin;
create function public.is_short(text) returns boolean language sql immutable set search_path = '' as 'select pg_catalog.length($1) < 100';
revoke execute on function public.is_short(text) from public;
grant execute on function public.is_short(text) to writer;
create table public.note (id bigint primary key, title text not null check (public.is_short(title)));
alter table public.note enable row level security;
alter table public.note force row level security;
create policy writers on public.note for insert to writer with check (id > 0);
grant insert on public.note to writer;
commit;
/* DOWN */
begin;
drop table public.note;
drop function public.is_short(text);
commit;
-- === base file db/seeds/note.sql
insert into public.note values (1, 'one');
-- === config
seeds: [db/seeds]
access:
  allow:
    - {role: writer, object: public.note, may: insert}
    - {role: writer, object: public.is_short, may: execute}
-- === migration
begin;
create function public.is_brief(text) returns boolean language sql immutable set search_path = '' as 'select pg_catalog.length($1) < 10';
revoke execute on function public.is_brief(text) from public;
comment on table public.note is 'notes';
commit;

/* DOWN */

begin;
comment on table public.note is null;
drop function public.is_brief(text);
commit;

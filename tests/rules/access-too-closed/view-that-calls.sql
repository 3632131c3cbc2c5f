-- === base file db/bootstrap/roles.sql
create role reader;
create role viewer;
create role owner login;
grant viewer to owner;
grant usage, create on schema public to viewer, owner;
-- === base
begin;
create table public.note (id bigint primary key, title text not null);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy viewers on public.note for select to viewer using (id > 0);
grant select on public.note to viewer;
commit;
/* DOWN */
begin;
drop table public.note;
commit;
-- === base file db/seeds/note.sql
insert into public.note values (1, 'one'), (2, 'two');
-- === config
seeds: [db/seeds]
view_owners: [viewer]
trial: {owner: owner}
access: {allow: [{role: reader, object: ["public.v_*", public.short], may: [select, execute]}]}
rules: {access-not-kept: "off"}
-- === migration
begin;
create function public.short(text) returns text language sql immutable set search_path = '' as 'select pg_catalog.left($1, 2)';
create function public.closed(text) returns text language sql immutable set search_path = '' as 'select pg_catalog.left($1, 2)';
create function public.many() returns bigint language sql stable set search_path = '' as 'select count(*) from public.note';
revoke execute on function public.short(text), public.closed(text), public.many() from public;
grant execute on function public.short(text), public.many() to reader;
grant execute on function public.short(text), public.closed(text), public.many() to viewer;
set local role viewer;
create view public.v_short as select id, public.short(title) as title from public.note;
create view public.v_closed as select id, public.closed(title) as title from public.note;
create view public.v_many as select id, public.many() as many from public.note;
grant select on public.v_short to reader;
grant select on public.v_closed to reader; -- expect: access-too-closed "public.v_closed reader"
grant select on public.v_many to reader; -- expect: access-too-closed "public.v_many reader"
commit;

/* DOWN */

begin;
drop view public.v_short, public.v_closed, public.v_many;
drop function public.short(text), public.closed(text), public.many();
commit;

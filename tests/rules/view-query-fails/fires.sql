-- === base file db/bootstrap/roles.sql
create role reader;
-- === base file db/seeds/note.sql
insert into public.note values (1, 'one', 0), (2, 'two', 3);
-- === base
begin;
create table public.note (id integer primary key, title text not null, planned integer not null);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy readers on public.note for select to reader using (id > 0);
grant select on public.note to reader;
commit;
/* DOWN */
begin;
drop table public.note;
commit;
-- === config
published_views: ["public.v_*"]
seeds: [db/seeds]
rules: {view-without-contract: "off"}
-- === migration
begin;
create view public.v_share with (security_invoker = true) as select id, 12 / planned as share from public.note; -- expect: view-query-fails "public.v_share"
create view public.v_same with (security_invoker = true) as select id, (select n.title from public.note as n) as title from public.note; -- expect: view-query-fails "public.v_same"
create view public.v_over with (security_invoker = true) as select id, share from public.v_share; -- expect: view-query-fails "public.v_over"
create function public.share(integer) returns integer language sql immutable set search_path = '' return 12 / $1;
revoke execute on function public.share(integer) from public;
create view public.v_called with (security_invoker = true) as select id, public.share(planned) as share from public.note; -- expect: view-query-fails "public.v_called"
do $$ begin execute 'create view public.v_hidden with (security_invoker = true) as select id, title::integer as title from public.note'; end $$; -- expect: view-query-fails "public.v_hidden"
commit;

/* DOWN */

begin;
drop view public.v_hidden;
drop view public.v_called;
drop function public.share(integer);
drop view public.v_over;
drop view public.v_same;
drop view public.v_share;
commit;

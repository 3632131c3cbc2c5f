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
rules: {view-without-contract: "off", materialized-view-exposed: "off"}
-- === migration
begin;
create view public.v_share with (security_invoker = true) as select id, 12 / nullif(planned, 0) as share from public.note;
create view private_share with (security_invoker = true) as select id, 12 / planned as share from public.note;
create view public.v_mine with (security_invoker = true) as select id, 12 / planned as share from public.note where title = coalesce(current_setting('app.title', true), 'one'); -- not reported: A view that asks for the session's parameters
create view public.v_kept_away with (security_invoker = true) as select id, pg_catalog.pg_current_logfile() as log, 12 / planned as share from public.note; -- not reported: A query that is too slow, or that a privilege
create materialized view public.v_kept as select id, 12 / planned as share from public.note with no data; -- not reported: A materialized view that is not populated
commit;

/* DOWN */

begin;
drop materialized view public.v_kept;
drop view public.v_kept_away;
drop view public.v_mine;
drop view private_share;
drop view public.v_share;
commit;

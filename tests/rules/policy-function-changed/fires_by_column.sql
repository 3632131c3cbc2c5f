-- === base file db/bootstrap/roles.sql
create role reader;
-- === base
begin;
create table public.doc (
  id integer primary key, owner text not null, kind text not null,
  shared boolean generated always as (kind = 'public') stored, title text generated always as (kind || ' ' || id::text) stored
);
alter table public.doc enable row level security;
alter table public.doc force row level security;
create policy readers on public.doc for select to reader using (shared or owner = current_user);
grant select on public.doc to reader;
create table public.page (id integer primary key, doc integer not null);
alter table public.page enable row level security;
alter table public.page force row level security;
create policy readers on public.page for select to reader
  using (exists (select from public.doc d where d.id = doc and d.shared));
grant select on public.page to reader;
create table public.other (id integer primary key, kind text, shared boolean generated always as (kind = 'public') stored);
alter table public.other enable row level security;
alter table public.other force row level security;
commit;
/* DOWN */
begin;
drop table public.other;
drop table public.page;
drop table public.doc;
commit;
-- === config
published_views: []
rules: {lock-timeout-missing: "off", table-rewritten-in-trial: "off", access-exclusive-held: "off", rls-without-policy: "off"}
-- === migration
begin;
alter table public.doc alter column shared set expression as (kind is not null); -- expect: policy-function-changed "public.doc.shared"
alter table public.doc alter column title set expression as (kind);
alter table public.other alter column shared set expression as (kind is not null); -- not reported: Functions, views and columns that no policy
commit;

/* DOWN */

begin;
alter table public.doc alter column shared set expression as (kind = 'public');
alter table public.doc alter column title set expression as (kind || ' ' || id::text);
alter table public.other alter column shared set expression as (kind = 'public');
commit;

-- === base
create table public.note (id bigint primary key, tenant text not null, body text);
alter table public.note enable row level security;
alter table public.note force row level security;
grant select on public.note to reader;
create policy every on public.note for select to reader using (id > 0);
create policy fence on public.note as restrictive for select to reader using (false);
create table public.task (id bigint primary key, tenant text not null, body text);
alter table public.task enable row level security;
alter table public.task force row level security;
grant select on public.task to reader;
create policy every on public.task for select to reader using (id > 0);
create policy fence on public.task as restrictive for select to reader using (false);
create table public.wall (id bigint primary key, tenant text not null, body text);
alter table public.wall enable row level security;
alter table public.wall force row level security;
grant select on public.wall to reader;
create policy every on public.wall for select to reader using (id > 0);
-- === up
set local lock_timeout = '5s';
drop policy fence on public.note; -- expect: access-not-declared "public.note reader"
alter table public.note add column title text;
alter policy fence on public.task using (id > 1); -- expect: access-not-declared "public.task reader"
alter table public.task add column title text;
alter table public.wall add column title text; -- not reported: What was open before
-- === config
access:
  roles: [reader]

-- === base
begin;
create schema auth;
create function auth.uid() returns uuid language sql stable set search_path = '' return nullif(current_setting('request.jwt.claim.sub', true), '')::uuid;
create table public.members (team_id bigint, user_id uuid, primary key (team_id, user_id));
create table public.profiles (id uuid primary key, name text);
create table public.note (id bigint primary key, owner_id uuid, team_id bigint, body text);
alter table public.members enable row level security, force row level security;
alter table public.profiles enable row level security, force row level security;
alter table public.note enable row level security, force row level security;
create role reader;
create role writer;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", policies-widen-each-other: "off", policy-without-check: "off", policy-function-per-row: "off"}
-- === migration
begin;
create policy team on public.note for select to reader using (
  exists (select 1 from public.members as m where m.user_id = (select auth.uid()) and m.team_id = note.team_id));
create policy mine on public.note for select to reader using (
  team_id in (select team_id from public.members where user_id = owner_id));
create policy unknown on public.note for select to reader using (
  exists (select 1 from elsewhere.members where members.team_id = team_id)); -- not reported: Subqueries of tables whose columns
create policy pairs on public.note for select to reader using (
  exists (select 1 from public.members as a join public.members as b on a.team_id = b.team_id where a.user_id = owner_id));
create policy joined on public.note for select to reader using (
  exists (select 1 from (select user_id from public.members) as s where s.user_id = owner_id));
commit;

/* DOWN */

begin;
drop policy joined on public.note;
drop policy pairs on public.note;
drop policy unknown on public.note;
drop policy mine on public.note;
drop policy team on public.note;
commit;

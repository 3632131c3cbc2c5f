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
  exists (select 1 from public.members where members.user_id = (select auth.uid()) and members.team_id = team_id)); -- expect: policy-compares-with-itself "public.note team"
create policy mine on public.note for select to reader using (
  owner_id in (select owner_id from public.members where user_id = (select auth.uid()))); -- expect: policy-compares-with-itself "public.note mine"
create policy any_of on public.note for select to reader using (
  exists (select 1 from public.profiles as p where p.id = (select auth.uid()) or true)); -- expect: policy-compares-with-itself "public.note any_of"
create policy nested on public.note for select to reader using (
  team_id = any (select m.team_id from public.members as m where exists (select from public.profiles where profiles.id = id))); -- expect: policy-compares-with-itself "public.note nested"
commit;

/* DOWN */

begin;
drop policy nested on public.note;
drop policy any_of on public.note;
drop policy mine on public.note;
drop policy team on public.note;
commit;

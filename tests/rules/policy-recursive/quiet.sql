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
rules: {lock-timeout-missing: "off", policies-widen-each-other: "off", policy-without-check: "off", policy-function-per-row: "off", down-cascades: "off", rls-without-policy: "off"}
-- === migration
begin;
create schema private;
create function private.is_member(team bigint) returns boolean language sql stable security definer set search_path = ''
  return exists (select from public.members as m where m.team_id = team and m.user_id = (select auth.uid()));
revoke execute on function private.is_member(bigint) from public;
create policy team on public.members for select to reader using (private.is_member(team_id)); -- not reported: A subquery that goes through a function
create policy change on public.members for update to reader using (exists (select from public.members as m where m.user_id = (select auth.uid()))); -- not reported: Policies for INSERT
create policy a on public.note for select to reader using (exists (select from public.profiles as p where p.id = owner_id));
create policy b on public.profiles for select to writer using (exists (select from public.note as n where n.owner_id = profiles.id)); -- not reported: Tables without row-level security
create table public.shared (id bigint primary key);
alter table public.shared enable row level security, force row level security;
create policy readers_ask on public.members for select to reader using (exists (select from public.shared as s where s.id = team_id));
create policy everybody on public.shared for select using (exists (select from public.note as n where n.id = shared.id)); -- expect: policy-without-role
create policy writers_ask on public.note for select to writer using (exists (select from public.members as m where m.team_id = note.team_id));
create policy named on public.profiles for select to reader using (exists (with profiles as (select 1) select from profiles));
commit;

/* DOWN */

begin;
drop policy named on public.profiles;
drop policy writers_ask on public.note;
drop table public.shared cascade;
drop policy readers_ask on public.members;
drop policy b on public.profiles;
drop policy a on public.note;
drop policy change on public.members;
drop policy team on public.members;
drop function private.is_member(bigint);
drop schema private;
commit;

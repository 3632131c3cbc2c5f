-- === base
begin;
create schema auth;
create function auth.uid() returns uuid language sql stable set search_path = '' return nullif(current_setting('request.jwt.claim.sub', true), '')::uuid;
create table public.n0 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n0 enable row level security;
alter table public.n0 force row level security;
create table public.n1 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n1 enable row level security;
alter table public.n1 force row level security;
create table public.n2 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n2 enable row level security;
alter table public.n2 force row level security;
create table public.n3 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n3 enable row level security;
alter table public.n3 force row level security;
create table public.kept (id bigint primary key, owner uuid not null);
alter table public.kept enable row level security;
alter table public.kept force row level security;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", table-without-rls: "off", policy-without-role: "off"}
-- === migration
begin;
create policy own on public.n0 for select using (owner = (select auth.uid()) or at <= now()); -- not reported: A time that is compared
create policy own on public.n1 for select using (owner = (select auth.uid()) and now() > '2027-01-01');
create policy own on public.n2 for select using (now() > '2027-01-01'); -- not reported: Policies that ask for no caller
create policy own on public.n3 for select using (owner = (select auth.uid()) or (at < now() and current_database() = 'prod'));
create policy own on public.kept for select to service_role using (owner = (select auth.uid()) or now() > '2027-01-01'); -- not reported: TO nobody but
commit;

/* DOWN */

begin;
drop policy own on public.kept;
drop policy own on public.n3;
drop policy own on public.n2;
drop policy own on public.n1;
drop policy own on public.n0;
commit;

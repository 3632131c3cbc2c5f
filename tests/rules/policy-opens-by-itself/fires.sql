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
create table public.n4 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n4 enable row level security;
alter table public.n4 force row level security;
create table public.n5 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n5 enable row level security;
alter table public.n5 force row level security;
create table public.n6 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n6 enable row level security;
alter table public.n6 force row level security;
create table public.n7 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n7 enable row level security;
alter table public.n7 force row level security;
create table public.n8 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n8 enable row level security;
alter table public.n8 force row level security;
create table public.n9 (id bigint primary key, owner uuid not null, at timestamptz not null);
alter table public.n9 enable row level security;
alter table public.n9 force row level security;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", table-without-rls: "off", policy-without-role: "off"}
-- === migration
begin;
create policy own on public.n0 for select using (owner = (select auth.uid()) or now() > '2027-01-01'); -- expect: policy-opens-by-itself "public.n0 own"
create policy own on public.n1 for select using (owner = (select auth.uid()) or current_date >= date '2027-03-01'); -- expect: policy-opens-by-itself "public.n1 own"
create policy own on public.n2 for select using (owner = (select auth.uid()) or current_database() = 'prod'); -- expect: policy-opens-by-itself "public.n2 own"
create policy own on public.n3 for select using (owner = (select auth.uid()) or current_catalog = 'prod'); -- expect: policy-opens-by-itself "public.n3 own"
create policy own on public.n4 for select using (owner = (select auth.uid()) or version() like '%17%'); -- expect: policy-opens-by-itself "public.n4 own"
create policy own on public.n5 for select using (owner = (select auth.uid()) or inet_client_addr() is null); -- expect: policy-opens-by-itself "public.n5 own"
create policy own on public.n6 for select using (owner = (select auth.uid()) or extract(dow from now()) = 6); -- expect: policy-opens-by-itself "public.n6 own"
create policy own on public.n7 for select using (owner = (select auth.uid()) or pg_is_in_recovery()); -- expect: policy-opens-by-itself "public.n7 own"
create policy own on public.n8 for select using (owner = (select auth.uid()) or clock_timestamp() > '2027-01-01'); -- expect: policy-opens-by-itself "public.n8 own"
create policy own on public.n9 for select using (owner = (select auth.uid()) or current_setting('server_version_num')::int >= 190000); -- expect: policy-opens-by-itself "public.n9 own"
commit;

/* DOWN */

begin;
drop policy own on public.n9;
drop policy own on public.n8;
drop policy own on public.n7;
drop policy own on public.n6;
drop policy own on public.n5;
drop policy own on public.n4;
drop policy own on public.n3;
drop policy own on public.n2;
drop policy own on public.n1;
drop policy own on public.n0;
commit;

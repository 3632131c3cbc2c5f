-- === base
create role reader;
create role auditor;
create role clerk;
create table public.note (id bigint primary key, owner uuid, state text not null);
create table public.plan (id bigint primary key, owner uuid, state text not null);
create table public.memo (id bigint primary key, owner uuid, state text not null);
alter table public.note enable row level security, force row level security;
alter table public.plan enable row level security, force row level security;
alter table public.memo enable row level security, force row level security;
create policy mine on public.note for all to authenticated using (owner = (select auth.uid()));
create policy open_ones on public.note as restrictive for all to authenticated using (state <> 'closed');
create policy mine on public.plan for all to authenticated using (owner = (select auth.uid()));
create policy open_ones on public.plan as restrictive for all to authenticated using (state <> 'closed');
create policy readers on public.memo for select to reader using (state = 'open' or state = 'done');
create policy auditors on public.memo for select to auditor using (state <> 'secret');
create policy clerks on public.memo for select to clerk using (state = 'open');
grant auditor to reader with inherit false, set false;
grant clerk to auditor;
-- === config
platform: supabase
rules: {policy-function-per-row: "off", lock-timeout-missing: "off", policy-null-unsafe: "off", policy-literal-identity: "off", policy-ignores-caller: "off"}
-- === up
-- What the fence asked, the permissive policy asks now.
drop policy open_ones on public.note;
alter policy mine on public.note using (owner = (select auth.uid()) and state <> 'closed');
alter policy open_ones on public.plan using (state not in ('closed', 'lost'));
grant clerk to reader;
revoke admin option for clerk from auditor;

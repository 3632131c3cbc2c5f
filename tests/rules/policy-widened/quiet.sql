-- === base file db/policies/plan.sql
drop policy if exists shown on public.plan;
create policy shown on public.plan for select to reader using (state in ('open', 'done'));
-- === base
create role reader;
create role clerk;
create table public.note (id bigint primary key, owner uuid, body text, state text not null);
create table public.plan (id bigint primary key, state text not null, owner text, kind text not null);
create table public.task (id bigint primary key, state text not null);
alter table public.note enable row level security, force row level security;
alter table public.plan enable row level security, force row level security;
alter table public.task enable row level security, force row level security;
create function public.approved(bigint) returns boolean language sql stable return true;
create policy mine on public.note for all to authenticated using (owner = (select auth.uid()) and state = 'open') with check (owner = (select auth.uid()));
create policy tasks on public.task for select to reader using (state = 'open');
-- === config
platform: supabase
rules: {policy-function-per-row: "off", lock-timeout-missing: "off", policy-null-unsafe: "off", policy-literal-identity: "off", policy-ignores-caller: "off", policy-without-role: "off"}
-- === up
alter policy mine on public.note using (owner = (select auth.uid())); -- not reported: Rows of the caller's own
create policy clerks on public.note for select to clerk using (state = 'open'); -- not reported: A table, or a command
alter policy tasks on public.task using (state = 'open' and public.approved(id)); -- not reported: A policy that asks
-- === file db/policies/plan.sql

-- The same in other words, and further down.

drop policy if exists shown on public.plan;
create policy shown on public.plan for select to reader using (state = 'open' or (state = 'done' and kind <> 'secret'));

-- === base file db/policies/plan.sql
drop policy if exists shown on public.plan;
create policy shown on public.plan for select to reader using (state in ('open', 'done') and public.approved(id));
drop policy if exists limited on public.plan;
create policy limited on public.plan as restrictive for select to reader using (kind <> 'secret');
-- === base
create role reader;
create table public.note (id bigint primary key, owner uuid, body text, created_at timestamptz, copied boolean not null);
create table public.plan (id bigint primary key, state text not null, owner text, kind text not null);
alter table public.note enable row level security, force row level security;
alter table public.plan enable row level security, force row level security;
create function public.approved(bigint) returns boolean language sql stable return true;
create policy mine on public.note for all to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
-- === config
platform: supabase
rules: {policy-function-per-row: "off", lock-timeout-missing: "off", policy-null-unsafe: "off", policy-literal-identity: "off"}
-- === up
alter policy mine on public.note using (owner = (select auth.uid()) or created_at < '2025-06-01') with check (owner = (select auth.uid()) or body like 'system:%'); -- expect: policy-widened "public.note authenticated"
-- === file db/policies/zz_more.sql
do $$ begin
  alter policy shown on public.plan using ((state in ('open', 'done') and public.approved(id)) or owner = 'Legal'); -- expect: policy-widened "public.plan reader"
end $$;

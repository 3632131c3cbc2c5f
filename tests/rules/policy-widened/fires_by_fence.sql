-- === base
create role reader;
create role clerk;
create role auditor;
create table public.note (id bigint primary key, owner uuid, state text not null);
create table public.plan (id bigint primary key, owner uuid, state text not null);
create table public.task (id bigint primary key, owner uuid, state text not null);
create table public.todo (id bigint primary key, owner uuid);
create function public.approved(bigint) returns boolean language sql stable return true;
create table public.memo (id bigint primary key, owner uuid, state text not null);
alter table public.note enable row level security, force row level security;
alter table public.plan enable row level security, force row level security;
alter table public.task enable row level security, force row level security;
alter table public.todo enable row level security, force row level security;
create policy mine on public.todo for all to authenticated using (owner = (select auth.uid()));
create policy approved_ones on public.todo as restrictive for all to authenticated using (public.approved(id));
alter table public.memo enable row level security, force row level security;
create policy mine on public.note for all to authenticated using (owner = (select auth.uid()));
create policy open_ones on public.note as restrictive for all to authenticated using (state <> 'closed');
create policy mine on public.plan for all to authenticated using (owner = (select auth.uid()));
create policy open_ones on public.plan as restrictive for all to authenticated using (state <> 'closed');
create policy mine on public.task for all to authenticated using (owner = (select auth.uid()));
create policy open_ones on public.task as restrictive for all to authenticated using (state <> 'closed');
create policy readers on public.memo for select to reader using (state = 'open');
create policy auditors on public.memo for select to auditor using (state <> 'secret');
-- === config
platform: supabase
rules: {policy-function-per-row: "off", lock-timeout-missing: "off", policy-null-unsafe: "off", policy-literal-identity: "off", policy-ignores-caller: "off"}
-- === up
drop policy open_ones on public.note; -- expect: policy-widened "public.note authenticated"
alter policy open_ones on public.plan to clerk; -- expect: policy-widened "public.plan authenticated"
drop policy open_ones on public.task;
create policy open_ones on public.task as restrictive for select to authenticated using (state <> 'closed'); -- expect: policy-widened "public.task authenticated"
do $$ begin -- expect: policy-widened "public.todo authenticated"
  drop policy approved_ones on public.todo;
end $$;
grant auditor to reader; -- expect: policy-widened "public.memo reader"

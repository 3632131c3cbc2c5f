-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
create extension if not exists pgcrypto;
create extension if not exists "uuid-ossp" with schema extensions;
create extension if not exists plpgsql;
create table public.ticket (id uuid primary key);
alter table public.ticket enable row level security;
alter table public.ticket force row level security;
create policy ticket_none on public.ticket for select to authenticated using (id = (select auth.uid()));
commit;

/* DOWN */

begin;
drop table public.ticket;
commit;

-- === config
platform: supabase
rules: {lock-timeout-missing: "off", policy-ignores-caller: "off"}
-- === up
create table public.profile (id uuid primary key references auth.users (id) on delete cascade); -- not reported: Policies and triggers
alter table public.profile enable row level security;
create policy own on public.profile to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));
create policy avatars on storage.objects for select to authenticated using (bucket_id = 'avatars' and owner = (select auth.uid()));
create policy listen on realtime.messages for select to authenticated using (realtime.topic() = (select auth.uid())::text);
create trigger made after insert on auth.users for each row execute function suppress_redundant_updates_trigger();
insert into storage.buckets (id, name) values ('avatars', 'avatars');
create schema extra;
create function extra.tenant() returns text language sql stable set search_path = '' return 'x';

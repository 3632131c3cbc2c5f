-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === up
create table public.user_roles (user_id uuid primary key, role text not null);
alter table public.user_roles enable row level security;
create policy auth_reads on public.user_roles for select to supabase_auth_admin using (true); -- not reported: On Supabase, TO nobody

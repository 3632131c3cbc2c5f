-- === base file db/bootstrap/roles.sql
create role supabase_auth_admin;
-- === up
create schema private;
create table private.user_roles (user_id uuid primary key, role text not null);
alter table private.user_roles enable row level security;
alter table private.user_roles force row level security;
create policy auth_reads on private.user_roles for select to supabase_auth_admin using (true); -- expect: policy-always-true

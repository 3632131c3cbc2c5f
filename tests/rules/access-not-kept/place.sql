-- === base
create schema app;
-- === up
create table public.job (id bigint primary key, tenant text);
alter table public.job enable row level security;
alter table public.job force row level security;
create policy job_worker on public.job for all to service_role using (true) with check (true);
create policy job_enqueue on public.job for insert to authenticated with check (tenant = (select current_user));
-- expect: access-not-kept "public.job service_role"
grant select, update, delete on public.job to service_role;
grant insert on public.job to authenticated;
-- === config
access:
  allow:
    - {role: service_role, object: public.job, may: [select, insert, update, delete]}
    - {role: authenticated, object: public.job, may: insert}

-- === base
create table public.note (id bigint primary key, tenant text not null);
alter table public.note enable row level security, force row level security;
create policy tenant on public.note for select using (tenant = (select current_setting('app.tenant', true)));
-- === config
rules: {policy-without-role: "off"}
-- === up
create function public.as_tenant(t text) returns void language sql set search_path = '' as $$ select set_config('app.tenant', t, true) $$; -- not reported: Databases without the roles

-- === base
begin;
create role tenant;
create table note (id bigint primary key, tenant_id text not null);
alter table note enable row level security;
alter table note force row level security;
create policy own on note to tenant using (tenant_id = current_setting('app.tenant_id', true)) with check (tenant_id = current_setting('app.tenant_id', true));
commit;
-- === config
access: {settings: {own: {app.user_id: "1"}, another: {app.user_id: "2"}}}
-- === up
alter role tenant set app.tenant_id = '42'; -- expect: identity-by-default "tenant"
alter role tenant set app.tenant_id = 42; -- expect: identity-by-default "tenant"
alter role current_user set app.tenant_id = '42'; -- expect: identity-by-default
alter role all set "App.Tenant_Id" to '42'; -- expect: identity-by-default
alter role tenant in database app set request.jwt.claims = '{"role":"service_role"}'; -- expect: identity-by-default "tenant"
alter database app set app.user_id = '1'; -- expect: identity-by-default "current_database()"
alter role tenant set role = postgres; -- expect: identity-by-default "tenant"

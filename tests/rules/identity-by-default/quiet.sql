-- === base
begin;
create role tenant;
create table note (id bigint primary key, tenant_id text not null);
alter table note enable row level security;
alter table note force row level security;
create function tenant() returns text language sql stable set search_path = '' return current_setting('app.hidden', true);
create policy own on note to tenant using (tenant_id = current_setting('app.tenant_id', true)) with check (tenant_id = current_setting('app.tenant_id', true));
create policy hidden on note for select to tenant using (tenant_id = tenant());
commit;
-- === up
alter database app set app.tenant_id = ''; -- not reported: An empty value
alter role tenant reset app.tenant_id;
alter role tenant reset role;
alter role tenant set role = none;
alter role tenant set app.tenant_id to default;
alter role tenant set search_path = app;
alter role tenant set statement_timeout = '30s';
alter role tenant set app.hidden = '42'; -- not reported: A setting that no policy asks
set app.tenant_id = '42';
do $$ begin execute 'alter role tenant set app.tenant' || '_id = ''42'''; end $$;

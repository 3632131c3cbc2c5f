-- === base file db/bootstrap/roles.sql
create role eng_owner;
create role tenant;
grant set on parameter app.tenant_id, app.theme to public;
-- === base
begin;
create schema private;
create table private.note (id bigint primary key, tenant_id text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create function private.tenant() returns text language sql stable set search_path = '' return current_setting('app.tenant_id', true);
create policy own on private.note to tenant using (tenant_id = (select private.tenant())) with check (tenant_id = (select private.tenant()));
alter database app set app.tenant_id = '42'; -- not reported: An empty value
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
alter database app set app.theme = 'dark';
do $$ begin execute 'alter database app set work_' || 'mem = ''8MB'''; end $$;
commit;

/* DOWN */

begin;
alter database app reset app.theme;
alter database app reset work_mem;
commit;

-- === base file db/bootstrap/roles.sql
create role authenticated;
create role service_role;
create schema auth;
grant usage on schema auth to public;
create function auth.jwt() returns jsonb language sql stable as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
-- === base
begin;
create table note (id integer, tenant text);
alter table note enable row level security;
alter table note force row level security;
commit;
/* DOWN */
begin;
drop table note;
commit;
-- === migration
begin;
do $$ declare what text; begin select 'create policy own on note for select to authenticated using (tenant = (select auth.jwt() ->> ''tenant''))' into what; execute what; end $$;
do $$ declare what text; begin select 'create policy service on note for select to service_role using (true)' into what; execute what; end $$;
commit;

/* DOWN */

begin;
drop policy own on note;
drop policy service on note;
commit;

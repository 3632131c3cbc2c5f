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
create table fenced (id integer, tenant text);
alter table fenced enable row level security;
alter table fenced force row level security;
create policy fence on fenced as restrictive for select to authenticated using (tenant = 'a');
create table before (id integer, tenant text);
alter table before enable row level security;
alter table before force row level security;
create policy before on before for select to authenticated using (tenant = tenant); -- not reported: Policies that are as they
commit;
/* DOWN */
begin;
drop table note;
drop table fenced;
drop table before;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
do $$ declare what text; begin select 'create policy own on note for select to authenticated using (tenant = (select auth.jwt() ->> ''tenant''))' into what; execute what; end $$;
do $$ declare what text; begin select 'create policy service on note for select to service_role using (true)' into what; execute what; end $$; -- not reported: FOR SELECT, TO nobody
do $$ declare what text; begin select 'create policy open on fenced for select to authenticated using (tenant = tenant)' into what; execute what; end $$; -- not reported: Tables that have a restrictive
create policy shown on note for delete to authenticated using (true); -- not reported: Policies whose text the file shows -- expect: policy-always-true
commit;

/* DOWN */

begin;
drop policy own on note;
drop policy service on note;
drop policy open on fenced;
drop policy shown on note;
commit;

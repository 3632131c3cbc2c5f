-- === base file db/bootstrap/roles.sql
create role authenticated;
create role service_role;
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
do $$ declare what text; begin select 'create policy open on note for select to authenticated using (tenant = tenant)' into what; execute what; end $$; -- expect: policy-open-after-up "public.note open"
commit;

/* DOWN */

begin;
drop policy open on note;
commit;

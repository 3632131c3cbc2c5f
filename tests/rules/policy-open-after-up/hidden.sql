-- === base file db/bootstrap/roles.sql
create role authenticated;
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
create type mood as enum ('good');
do $$ declare what text; begin select format('create policy %I on %I for select to authenticated using (tenant = tenant)', 'op' || 'en', 'no' || 'te') into what; execute what; end $$; -- expect: policy-open-after-up "public.note open"
commit;

/* DOWN */

begin;
drop policy open on note;
drop type mood;
commit;

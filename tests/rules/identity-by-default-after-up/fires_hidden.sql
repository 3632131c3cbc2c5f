-- === base file db/bootstrap/roles.sql
create role eng_owner;
create role tenant;
-- === base
begin;
create schema private;
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
alter database app set role = none;
do $$ begin execute 'alter database app set ro' || 'le = tenant'; end $$; -- expect: identity-by-default-after-up "current_database()"
commit;

/* DOWN */

begin;
alter database app reset role;
commit;

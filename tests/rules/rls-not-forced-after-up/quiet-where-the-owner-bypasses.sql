-- === base file db/bootstrap/roles.sql
create role other bypassrls;
create role owner login;
grant other to owner;
alter database app owner to owner;
-- === base
begin;
create schema private;
grant usage, create on schema private to other;
set local role other;
create table private.note (id integer);
commit;
/* DOWN */
begin;
commit;
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off", rls-without-policy: "off"}
-- === migration
begin;
set local role other;
do $$ declare what text; begin select 'alter table private.note enable row level security' into what; execute what; end $$; -- not reported: Tables of schemas that `exposed_schemas`
commit;

/* DOWN */

begin;
set local role other;
alter table private.note disable row level security;
commit;

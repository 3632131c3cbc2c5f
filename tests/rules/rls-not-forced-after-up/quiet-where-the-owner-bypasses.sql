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
reset role;
grant create on schema public to other;
set local role other;
create table public.open (id integer);
commit;
/* DOWN */
begin;
commit;
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off", rls-without-policy: "off", access-exclusive-held: "off"}
-- === migration
begin;
set local role other;
do $$ declare what text; begin select 'alter table private.note enable row level security' into what; execute what; end $$;
do $$ declare what text; begin select 'alter table public.open enable row level security' into what; execute what; end $$; -- not reported: Tables whose owner is a superuser
commit;

/* DOWN */

begin;
set local role other;
alter table public.open disable row level security;
alter table private.note disable row level security;
commit;

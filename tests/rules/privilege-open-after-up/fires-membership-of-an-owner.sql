-- === base file db/bootstrap/roles.sql
create role keeper;
create role clerk;
create role gateway login noinherit;
create role owner login;
grant keeper to owner with admin option;
grant usage, create on schema public to keeper, owner;
-- === base
begin;
create table public.note (id integer primary key, title text not null);
alter table public.note owner to keeper;
commit;
/* DOWN */
begin;
drop table public.note;
commit;
-- === config
exposed_schemas: []
trial: {owner: owner}
-- === migration
begin;
do $$ declare q text; begin select 'grant keeper to clerk' into q; execute q; end $$; -- expect: privilege-open-after-up "clerk in keeper"
do $$ declare q text; begin select 'grant keeper to gateway' into q; execute q; end $$;
commit;
/* DOWN */
begin;
revoke keeper from clerk, gateway;
commit;

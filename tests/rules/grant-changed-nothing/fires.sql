-- === base file db/bootstrap/roles.sql
create role analyst;
create role clerk;
create role other;
create role owner login createrole;
alter database app owner to owner;
create schema billing authorization other;
create table billing.bill (id bigint primary key, total integer);
alter table billing.bill owner to other;
alter table billing.bill enable row level security, force row level security;
grant usage on schema billing to owner;
grant select on billing.bill to owner;
grant select, insert on billing.bill to analyst;
-- === base file db/seeds/rows.sql
select 1;
-- === config
exposed_schemas: []
trial: {owner: owner}
seeds: [db/seeds]
-- === migration
begin;
set local lock_timeout = '5s';
grant select on billing.bill to clerk; -- expect: grant-changed-nothing "bill"
revoke insert on billing.bill from analyst; -- expect: grant-changed-nothing "bill"
do $$ begin grant usage on schema billing to clerk; end $$; -- expect: grant-changed-nothing "billing"
grant select on all tables in schema billing to clerk; -- expect: grant-changed-nothing "bill"
comment on schema public is 'notes';
commit;
/* DOWN */
begin;
comment on schema public is 'standard public schema';
grant insert on billing.bill to analyst; -- not reported: A REVOKE of what
commit;
-- === file db/seeds/rows.sql
grant select on billing.bill to clerk; -- expect: grant-changed-nothing "bill"

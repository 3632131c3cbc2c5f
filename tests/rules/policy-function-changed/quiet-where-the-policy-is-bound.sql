-- === base file db/bootstrap/roles.sql
create role reader;
-- === base file db/policies/page.sql
drop policy if exists fixed on app.page;
create policy fixed on app.page for select to reader using (app.mine('00000000-0000-0000-0000-000000000001'::uuid));
-- === base
begin;
create schema app;
create table app.note (id integer primary key, owner uuid not null);
alter table app.note enable row level security, force row level security;
create table app.page (id integer primary key, owner uuid not null);
alter table app.page enable row level security, force row level security;
create function app.mine(uuid) returns boolean language sql stable set search_path = '' return $1::text = current_user;
create function app.late(p uuid) returns boolean language sql stable set search_path = ''
  as $$ select p is not null and app.mine('00000000-0000-0000-0000-000000000001'::uuid) $$;
create function app.later(p uuid) returns boolean language plpgsql stable set search_path = ''
  as $$ begin return app.late(p) and app.mine('00000000-0000-0000-0000-000000000001'::uuid); end $$;
create policy late on app.note for select to reader using (app.later(owner));
create policy bound on app.note for select to reader using (app.mine('00000000-0000-0000-0000-000000000001'));
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
exposed_schemas: []
rules: {policies-widen-each-other: "off", down-cascades: "off", policy-ignores-caller: "off"}
-- === migration
begin;
create function app.mine(text) returns boolean language sql stable set search_path = '' return true;
commit;

/* DOWN */

begin;
drop function app.mine(text);
commit;

-- === base file db/bootstrap/roles.sql
create role anon;
create role authenticated;
create role service_role bypassrls;
create role owner login;
alter database app owner to owner;
alter schema public owner to owner;
create schema auth;
grant usage on schema auth to public;
create function auth.uid() returns uuid language sql stable
  as $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
-- === base
create table public.note (id bigint primary key, owner uuid not null, tenant text not null);
alter table public.note enable row level security, force row level security;
create policy own on public.note for select to authenticated using (owner = (select auth.uid()));
create policy tenant on public.note for update to authenticated using (tenant = (select current_setting('app.tenant', true)));
grant select, update on public.note to authenticated;
create function public.act_as(claims text) returns void language plpgsql set search_path = ''
  as $$ begin null; end $$;
create or replace function public.act_as(claims text) returns void language plpgsql set search_path = ''
  as $$ begin perform set_config('request.jwt.claims', claims, true); end $$;
alter function public.act_as(text) stable;
create function public.as_tenant(text) returns void language sql set search_path = '' as $$ select set_config('app.tenant', $1, true) $$;
create function public.served() returns setof public.note language sql set search_path = '' set role = service_role as $$ select * from public.note $$;
create function public.harmless(t text) returns text language sql set search_path = '' as $$ select upper(t) $$;
create function public.elsewhere(text) returns void language sql set search_path = '' as $$ select set_config('app.tenant', $1, true) $$;
revoke execute on function public.act_as(text), public.as_tenant(text), public.served(), public.harmless(text), public.elsewhere(text) from public;
create function public.everybodys(text) returns void language sql set search_path = '' as $$ select set_config('app.tenant', $1, true) $$;
-- === config
trial: {owner: owner}
rules: {policies-widen-each-other: "off", lock-timeout-missing: "off", grant-to-anon: "off", grant-to-public: "off"}
-- === up
grant execute on function public.act_as(text) to authenticated; -- expect: function-sets-caller "public.act_as(text)"
grant execute on function public.as_tenant(text) to public; -- expect: function-sets-caller "public.as_tenant(text)"
grant execute on function public.served() to anon; -- expect: function-sets-caller "public.served()"
grant execute on function public.harmless(text) to anon;
grant execute on function public.elsewhere(text) to service_role;
create function public.fine(uuid) returns uuid language sql set search_path = '' begin atomic select $1; end;
-- Everybody had that one.
grant execute on function public.everybodys(text) to authenticated;

-- === base file db/bootstrap/roles.sql
create role anon;
create role authenticated;
create role service_role bypassrls;
create role owner login;
create schema private authorization owner;
create role reader;
alter database app owner to owner;
alter schema public owner to owner;
create schema auth;
grant usage on schema auth to public;
create function auth.uid() returns uuid language sql stable
  as $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
-- === base
create function public.here() returns text language sql stable set search_path = '' as $$ select current_setting('app.place', true) $$;
create table public.note (id bigint primary key, owner uuid not null, tenant text not null, place text not null);
alter table public.note enable row level security, force row level security;
create policy own on public.note for select to authenticated using (owner = (select auth.uid()));
create policy tenant on public.note for update to authenticated using (tenant = (select current_setting('app.tenant', true)));
create policy place on public.note for delete to authenticated using (place = (select public.here()));
grant select, update, delete on public.note to authenticated;
-- === config
trial: {owner: owner}
rules: {policies-widen-each-other: "off", lock-timeout-missing: "off"}
-- === up
-- not reported: A body that asks for the caller
create function public.choose(t text) returns void language plpgsql set search_path = '' as $$
begin
  if not exists (select from public.note where tenant = t and owner = auth.uid()) then raise exception 'no'; end if;
  perform set_config('app.tenant', t, true);
end $$;
-- not reported: What is looked up
create function public.by_key(key text) returns void language plpgsql set search_path = '' as $$
declare found text;
begin
  select n.tenant into found from public.note n where n.place = key;
  perform set_config('app.tenant', found, true);
  perform set_config('app.tenant', 'nobody', true);
end $$;
create function public.by_query(tenant text) returns void language sql set search_path = ''
  as $$ select set_config('app.tenant', n.tenant, true) from public.note n where n.place = 'x' $$;
create function public.nobody() returns void language sql set search_path = '' as $$ select set_config('request.jwt.claims', '', true) $$;
-- not reported: A setting that no policy
create function public.in_colour(c text) returns void language sql set search_path = '' as $$ select set_config('app.colour', c, true) $$;
create function public.reads() returns setof public.note language plpgsql set search_path = ''
  as $$ begin set local role reader; return query select * from public.note; end $$;
create function public.over() returns void language sql set search_path = '' as $$ select set_config('role', 'none', true) $$;
-- not reported: Functions that neither of the two
create function public.for_service(t text) returns void language sql set search_path = '' as $$ select set_config('app.tenant', t, true) $$;
revoke execute on function public.for_service from public;
grant execute on function public.for_service to service_role;
create function private.inside(t text) returns void language sql set search_path = '' as $$ select set_config('app.tenant', t, true) $$;
create function public.fired() returns trigger language plpgsql set search_path = ''
  as $$ begin perform set_config('app.tenant', new.tenant, true); return new; end $$;

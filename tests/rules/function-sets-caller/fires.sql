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
-- expect: function-sets-caller "public.notes_of(text)"
create function public.notes_of(claims text) returns setof public.note language plpgsql set search_path = ''
  as $$ begin perform set_config('request.jwt.claims', claims, true); return query select * from public.note; end $$;
create function public.as_tenant(text) returns void language sql set search_path = '' as $$ select set_config('app.tenant', $1, true) $$; -- expect: function-sets-caller
-- expect: function-sets-caller
create function public.joined(who uuid) returns setof public.note language sql set search_path = ''
  as $$ select set_config('request.jwt.claims', json_build_object('sub', who)::text, true); select * from public.note $$;
-- expect: function-sets-caller
create function public.by_variable(t text) returns void language plpgsql set search_path = ''
  as $$ declare v text; begin v := lower(t); perform set_config('app.tenant', v, true); end $$;
-- expect: function-sets-caller
create function public.by_text(t text) returns void language plpgsql set search_path = ''
  as $$ begin execute format('set local app.tenant = %L', t); end $$;
-- expect: function-sets-caller
create function public.at_place(p text) returns void language sql set search_path = '' begin atomic select set_config('app.place', p, true); end;
-- expect: function-sets-caller
create function public.by_header() returns void language sql set search_path = ''
  as $$ select set_config('app.tenant', current_setting('request.headers', true)::json ->> 'x-tenant', true) $$;
-- expect: function-sets-caller
create function public.fixed() returns setof public.note language plpgsql set search_path = ''
  as $$ begin perform set_config('request.jwt.claims', '{"sub": "00000000-0000-0000-0000-000000000001"}', true); return query select * from public.note; end $$;
-- expect: function-sets-caller
create function public.served() returns setof public.note language plpgsql set search_path = ''
  as $$ begin set local role service_role; return query select * from public.note; end $$;
-- expect: function-sets-caller
create function public.any_role(r text) returns void language sql set search_path = '' as $$ select set_config('role', r, true) $$;
-- expect: function-sets-caller
create function public.clause() returns setof public.note language sql set search_path = '' set role = service_role as $$ select * from public.note $$;
create function public.later() returns setof public.note language sql set search_path = '' as $$ select * from public.note $$;
alter function public.later() set role = service_role; -- expect: function-sets-caller "public.later()"
-- expect: function-sets-caller "public.definer(text)"
create function public.definer(t text) returns void language plpgsql security definer set search_path = ''
  as $$ begin perform set_config('request.jwt.claims', t, true); end $$;
revoke execute on function public.definer from public;
grant execute on function public.definer to authenticated;

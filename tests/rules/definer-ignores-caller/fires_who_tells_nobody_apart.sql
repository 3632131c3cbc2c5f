-- === config
platform: supabase
-- === base
create table note (id bigint primary key, owner uuid not null, tenant text not null, body text);
alter table note enable row level security;
create policy own on note for select to authenticated using (owner = (select auth.uid()));
grant select on note to authenticated;
-- === up
-- expect: definer-ignores-caller "public.a()"
create function a() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where auth.uid() is not null $$;
-- expect: definer-ignores-caller "public.b()"
create function b() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where current_user = 'postgres' $$;
-- expect: definer-ignores-caller "public.c(text)"
create function c(t text) returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where tenant = coalesce(t, tenant) $$;
-- expect: definer-ignores-caller "public.d(text)"
create function d(text default null) returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note n where $1 is null or n.tenant = $1 $$;
create function e(t text) returns setof note language sql stable strict security definer set search_path = '' as $$ select * from public.note where tenant = coalesce(t, tenant) $$;
create function f(t text) returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where tenant = t $$;
create function g(t text) returns setof note language sql stable security definer set search_path = ''
  as $$ select * from public.note where owner = (select auth.uid()) and (t is null or tenant = t) $$;
create function h() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where owner::text = session_user $$;
create function i() returns setof note language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from public.note where owner = auth.uid()) then raise exception 'no'; end if;
  return query select * from public.note where auth.uid() is not null;
end $$;
-- expect: definer-ignores-caller "public.j(bigint)"
create function j(i bigint) returns setof note language plpgsql stable security definer set search_path = '' as $$
begin
  if (select auth.uid()) is null then raise exception 'sign in'; end if;
  return query select * from public.note where id = i;
end $$;
-- expect: definer-ignores-caller "public.k(bigint)"
create function k(i bigint) returns void language plpgsql security definer set search_path = '' as $$
begin
  if auth.role() <> 'authenticated' then raise exception 'sign in'; end if;
  delete from public.note where id = i;
end $$;
create function l(i bigint) returns void language plpgsql security definer set search_path = '' as $$
declare
  me uuid := auth.uid();
begin
  if me is null then raise exception 'sign in'; end if;
  delete from public.note where id = i and owner = me;
end $$;
create function m(i bigint) returns void language plpgsql security definer set search_path = '' as $$
begin
  if auth.jwt() ->> 'admin' is null then raise exception 'no'; end if;
  delete from public.note where id = i;
end $$;
revoke execute on function a(), b(), c(text), d(text), e(text), f(text), g(text), h(), i(), j(bigint), k(bigint), l(bigint), m(bigint) from public, anon, authenticated;
grant execute on function a(), b(), c(text), d(text), e(text), f(text), g(text), h(), i(), j(bigint), k(bigint), l(bigint), m(bigint) to authenticated;

-- === config
platform: supabase
-- === base
create table note (id bigint primary key, owner uuid not null, body text, token text, tag uuid);
alter table note enable row level security;
create policy own on note for select to authenticated using (owner = (select auth.uid()));
create table news (id bigint primary key, body text);
alter table news enable row level security;
create policy everybody on news for select to authenticated, anon using (true); -- db-verify: allow policy-always-true reason="news are for all"
create table log (id bigint generated always as identity primary key, what text);
alter table log enable row level security;
grant select on note to authenticated;
create function mine() returns uuid language sql stable set search_path = '' as $$ select auth.uid() $$;
-- === up
create function a() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where owner = (select auth.uid()) $$; -- not reported: A body that asks for the caller
create function b() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where owner = public.mine() $$;
create function c(wanted text) returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note where token = wanted $$; -- not reported: A body that goes by an argument
create function d(uuid) returns void language sql security definer set search_path = '' as $$ delete from public.note where tag = $1 $$;
create function e() returns bigint language sql security definer set search_path = '' as $$ select count(*) from public.note $$; -- not reported: Functions that give one value
create function f() returns table (many bigint, last bigint) language sql security definer set search_path = '' as $$ select count(*), max(id) from public.note $$;
create function g() returns void language sql security definer set search_path = '' as $$ insert into public.log (what) values ('seen') $$;
create function h() returns trigger language plpgsql security definer set search_path = '' as $$ begin delete from public.log; return new; end $$;
create function i() returns setof news language sql security definer set search_path = '' as $$ select * from public.news $$; -- not reported: Tables whose policies
create function j() returns setof note language sql security definer set search_path = '' as $$ select * from public.note $$; -- not reported: Functions that only roles
create function k() returns setof note language plpgsql security definer set search_path = '' as $$ begin return query execute 'select * from public.note'; end $$; -- not reported: A body that runs SQL
create function m() returns setof news language sql security definer set search_path = '' as $$ select * from public.news where exists (select from public.note where id = 1) $$;
create function l() returns setof note language sql set search_path = '' as $$ select * from public.note $$;
revoke execute on function a(), b(), c(text), d(uuid), e(), f(), g(), h(), i(), j(), k(), m() from public, anon, authenticated;
grant execute on function a(), b(), c(text), d(uuid), e(), f(), g(), h(), i(), k(), l(), m() to authenticated;
grant execute on function j() to service_role;

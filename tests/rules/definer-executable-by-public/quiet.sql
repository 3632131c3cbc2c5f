create function app.f() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.f() from public; -- not reported: A REVOKE that comes
create function app.g() returns bigint language sql as $$ select count(*) from app.note $$; -- not reported: Functions that run with
create function app.h() returns trigger language plpgsql security definer set search_path = '' as $$ begin return new; end $$; -- not reported: Functions of triggers
alter default privileges revoke execute on functions from public;
create function app.i() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$; -- not reported: Databases whose default

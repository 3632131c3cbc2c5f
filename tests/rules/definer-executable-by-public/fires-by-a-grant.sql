-- === base
create function app.f() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.f() from public;
create function app.g() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.g() from public;
create function app.h() returns bigint language sql as $$ select count(*) from app.note $$;
create role anon;
-- === up
grant execute on function app.f() to public; -- expect: definer-executable-by-public "app.f()"
grant execute on function app.g() to analyst, anon; -- expect: definer-executable-by-public "app.g()"
grant execute on function app.h() to anon;

-- expect: definer-executable-by-public "app.f()"
create function app.f() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
grant execute on function app.f() to analyst;

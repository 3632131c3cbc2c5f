-- === base
create function app.f() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
create role anon;
-- === up
grant execute on function app.f() to analyst; -- not reported: Grants that the change does not touch

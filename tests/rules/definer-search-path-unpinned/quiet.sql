create function app.f() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.f() from public;
create function app.g() returns bigint language sql security definer as $$ select count(*) from app.note $$;
alter function app.g() set search_path = app, pg_temp; -- not reported: A search_path that ALTER
revoke execute on function app.g() from public;
create function app.h() returns bigint language sql security definer return 1; -- not reported: A body in SQL's own form
revoke execute on function app.h() from public;
create function app.i() returns bigint language sql as $$ select count(*) from app.note $$; -- not reported: Functions that run with

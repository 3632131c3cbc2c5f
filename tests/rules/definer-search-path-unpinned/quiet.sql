create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security, force row level security;
create function app.f() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.f() from public;
create function app.g() returns bigint language sql security definer as $$ select count(*) from app.note $$;
alter function app.g() set search_path = app, pg_temp; -- not reported: A search_path that ALTER
revoke execute on function app.g() from public;
create function app.h() returns bigint language sql security definer return 1; -- not reported: A body in SQL's own form
revoke execute on function app.h() from public;
create function app.i() returns bigint language sql as $$ select count(*) from app.note $$; -- not reported: Functions that run with
create function app.j() returns bigint language sql security definer set search_path = app as $$ select count(*) from app.note $$; -- not reported: A path without `pg_temp`
create function app.k() returns bigint language sql security definer set search_path = app as $$ with note as (select 1 as id) select count(*) from note $$;
create function app.l() returns bigint language plpgsql security definer set search_path = app as $$ begin execute 'select count(*) from note'; return 1; end $$;
create function app.m() returns bigint language sql security definer set search_path = app as $$ select count(*) from nowhere $$;
revoke execute on function app.j(), app.k(), app.l(), app.m() from public;

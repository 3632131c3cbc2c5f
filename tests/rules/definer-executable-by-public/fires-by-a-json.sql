create schema app;
-- expect: definer-executable-by-public "app.f(json)"
create function app.f(j json) returns int language sql security definer set search_path = '' as $$ select 1 $$;
-- expect: definer-executable-by-public "app.g(json[])"
create function app.g(j json[]) returns int language sql security definer set search_path = '' as $$ select 1 $$;

-- expect: definer-search-path-unpinned "app.f(integer)"
create function app.f(i integer) returns bigint language sql security definer as $$ select count(*) from app.note $$;
revoke execute on function app.f(integer) from public;
create function app.g() returns bigint language sql as $$ select count(*) from app.note $$;
revoke execute on function app.g() from public;
alter function app.g() security definer; -- expect: definer-search-path-unpinned "app.g()"

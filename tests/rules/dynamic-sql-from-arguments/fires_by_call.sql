create function app.f(word text) returns xml language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.f"
begin
  return query_to_xml(word, true, false, '');
end $$;
create function app.g(word text) returns xml language sql as $$ -- expect: dynamic-sql-from-arguments "app.g"
  select pg_catalog.query_to_xml('select * from app.note where ' || word, true, false, '')
$$;
create function app.h(text) returns bigint language sql as $$ select count(*) from ts_stat($1) $$; -- expect: dynamic-sql-from-arguments "app.h"
create function app.i(words tsquery, word text) returns tsquery language sql -- expect: dynamic-sql-from-arguments "app.i"
  return ts_rewrite(words, 'select t, s from ' || word);
create function app.j(word text) returns xml language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.j"
declare
  command text := 'select * from ' || word;
  found xml;
begin
  found := query_to_xml(command, true, false, '');
  return found;
end $$;
create function app.k(text) returns void language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.k"
begin
  execute 'truncate ' || $1;
end $$;

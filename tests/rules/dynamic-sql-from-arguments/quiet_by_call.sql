create function app.f(relation regclass) returns xml language sql as $$ select table_to_xml(relation, true, false, '') $$; -- not reported: Functions that take the name
create function app.g(words tsquery, target tsquery, other tsquery) returns tsquery language sql as $$ select ts_rewrite(words, target, other) $$;
create function app.h(word text) returns xml language plpgsql as $$
begin
  return query_to_xml(format('select * from app.note where title = %L', word), true, false, '');
end $$;
create function app.i(word text) returns xml language sql as $$ select query_to_xml('select 1', true, false, word) $$;
create function app.j(integer, text) returns xml language sql as $$ select query_to_xml('select * from app.note limit ' || $1, true, false, $2) $$;

-- expect: dynamic-sql-from-arguments "app.f"
create function app.f(relation text) returns void language plpgsql as $$
begin
  execute 'truncate ' || relation;
end $$;
create function app.g(word text) returns void language plpgsql as $$ -- expect: dynamic-sql-from-arguments
begin
  execute format('select %s', word);
end $$;
create function app.h(word text) returns void language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.h"
declare
  command text := 'select 1';
  other text;
begin
  command := command || ' where ' || word;
  other := command;
  execute other;
end $$;
create function app.i(word text) returns setof app.note language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.i"
declare
  command text := format('select * from app.note where %s', word);
begin
  return query execute command;
end $$;
create function app.j(word text) returns void language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.j"
declare
  command text;
begin
  select 'select ' || word into command;
  execute command;
end $$;
create type app.kind as enum ();
create function app.k(kind app.kind, word text) returns setof app.note language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.k"
declare
  one app.note;
begin
  execute 'select * from app.note where ' || word into one;
  return next one;
end $$;
create function app.l(word text) returns void language plpgsql as $$ -- expect: dynamic-sql-from-arguments "app.l"
begin
  if word is null then
    word := 'nothing';
  end if;
  execute 'drop table ' || word;
end $$;

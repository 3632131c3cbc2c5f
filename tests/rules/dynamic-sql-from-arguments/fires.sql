-- expect: dynamic-sql-from-arguments "app.f"
create function app.f(relation text) returns void language plpgsql as $$
begin
  execute 'truncate ' || relation;
end $$;
create function app.g(word text) returns void language plpgsql as $$ -- expect: dynamic-sql-from-arguments
begin
  execute format('select %s', word);
end $$;

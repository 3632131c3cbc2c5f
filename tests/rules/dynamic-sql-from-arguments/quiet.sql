create function app.f(relation text, word text, number integer, one regclass) returns void language plpgsql as $$
declare
  mine text := 'x';
begin
  execute format('truncate app.%I', relation); -- not reported: `format` with
  execute 'select $1' using word;
  execute 'truncate ' || quote_ident(relation);
  execute 'select ' || number || one::text || word::integer; -- not reported: Casts to types
  execute 'select 1'; -- not reported: EXECUTE of a constant
  execute 'select ' || mine; -- not reported: Variables that hold no
end $$;
create function app.g(word text, out made text) returns text language plpgsql as $$
declare
  command text := 'select ';
  number integer := word;
begin
  command := command || quote_literal(word) || number;
  execute command;
  word := quote_ident(word); -- not reported: An argument that the function itself quotes
  made := 'select 1';
  execute 'drop table ' || word;
  execute made;
end $$;

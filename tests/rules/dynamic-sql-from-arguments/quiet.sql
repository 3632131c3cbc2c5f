create function app.f(relation text, word text, number integer, one regclass) returns void language plpgsql as $$
declare
  mine text := 'x';
begin
  execute format('truncate app.%I', relation); -- not reported: `format` with
  execute 'select $1' using word;
  execute 'truncate ' || quote_ident(relation);
  execute 'select ' || number || one::text || word::integer; -- not reported: Casts to types
  execute 'select 1'; -- not reported: EXECUTE of a constant
  execute 'select ' || mine; -- not reported: Variables that are no argument
end $$;

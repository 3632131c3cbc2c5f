create function app.f(relation text, word text, number integer, one regclass) returns void language plpgsql as $$
declare
  mine text := 'x';
begin
  execute format('truncate app.%I', relation);
  execute 'select $1' using word;
  execute 'truncate ' || quote_ident(relation);
  execute 'select ' || number || one::text || word::integer;
  execute 'select 1';
  execute 'select ' || mine;
end $$;

create role clerk;
do $$
begin
  alter role clerk createrole; -- expect: bypassrls-granted "clerk"
end $$;

do $$
declare
  t text;
begin
  t := pg_read_file('/etc/passwd'); -- expect: server-file-access "pg_read_file"
  if pg_ls_dir('.') is not null then -- expect: server-file-access "pg_ls_dir"
    perform pg_stat_file('a'); -- expect: server-file-access "pg_stat_file"
  end if;
end $$;

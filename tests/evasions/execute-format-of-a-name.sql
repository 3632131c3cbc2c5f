do $$ declare t text := 'n'; begin execute format('create table %I (id int)', t); end $$; -- expect: table-without-rls

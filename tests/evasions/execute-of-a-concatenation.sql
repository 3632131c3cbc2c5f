do $$ begin execute 'create ' || 'table n (id int)'; end $$; -- expect: table-without-rls

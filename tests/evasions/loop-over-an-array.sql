-- expect: table-without-rls
do $$ declare t text; begin foreach t in array array['a', 'b'] loop execute format('create table %I (id int)', t); end loop; end $$; -- expect: table-without-rls

do $$ begin create table n (id int); end $$; -- expect: table-without-rls

create function mk() returns void language plpgsql as $$ begin create table n (id int); end $$;
select mk(); -- expect: table-without-rls

create procedure mk() language plpgsql as $$ begin create table n (id int); end $$;
call mk(); -- expect: table-without-rls

create table n (id int); -- expect: table-without-rls
create function f() returns void language plpgsql as $$ begin alter table n enable row level security; end $$;

create table n (id int);
alter table n enable row level security, force row level security;
create function f() returns void language plpgsql as $$ begin raise notice 'alter table n disable row level security'; end $$;

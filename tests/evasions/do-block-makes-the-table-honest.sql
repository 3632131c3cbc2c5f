do $$ begin create table n (id int); alter table n enable row level security; alter table n force row level security; end $$;

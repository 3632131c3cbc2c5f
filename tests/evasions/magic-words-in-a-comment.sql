create table n (id int); -- expect: table-without-rls
-- alter table n enable row level security;
/* alter table n force row level security; */

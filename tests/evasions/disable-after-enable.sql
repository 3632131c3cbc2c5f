create table n (id int); -- expect: table-without-rls
alter table n enable row level security, force row level security;
alter table n disable row level security; -- expect: rls-disabled

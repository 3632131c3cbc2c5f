begin;
create table n (id int);
alter table n enable row level security, force row level security;
savepoint s;
alter table n disable row level security;
rollback to s;
commit;

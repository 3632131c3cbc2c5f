begin;
savepoint s;
create table m (id int);
rollback to s;
create table n (id int); -- expect: table-without-rls
savepoint t;
alter table n enable row level security, force row level security;
rollback to t;
commit;

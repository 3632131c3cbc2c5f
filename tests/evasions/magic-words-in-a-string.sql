create table n (id int); -- expect: table-without-rls
comment on table n is 'alter table n enable row level security';

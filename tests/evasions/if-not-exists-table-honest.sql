create table if not exists n (id int);
alter table n enable row level security, force row level security;

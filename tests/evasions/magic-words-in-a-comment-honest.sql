create table n (id int);
alter table n enable row level security, force row level security;
-- alter table n disable row level security;

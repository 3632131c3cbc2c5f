create table n (id int);
alter table n enable row level security, force row level security;
comment on table n is 'alter table n disable row level security';

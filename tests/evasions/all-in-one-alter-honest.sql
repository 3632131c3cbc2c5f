create table n (id int);
alter table n add column t text, enable row level security, force row level security;

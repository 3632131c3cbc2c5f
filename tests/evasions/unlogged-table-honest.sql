create unlogged table n (id int);
alter table n enable row level security, force row level security;

create table OTHER (id int);
alter table other enable row level security, force row level security;

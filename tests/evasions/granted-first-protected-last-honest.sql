create table n (id int);
alter table n enable row level security, force row level security;
grant select on n to reader;
create policy p on n for select to reader using (id = 1);

-- === base
create table n (id int);
-- === up
set lock_timeout = '5s';
alter table n enable row level security, force row level security;
create policy p on n for select to reader using (id = 1);

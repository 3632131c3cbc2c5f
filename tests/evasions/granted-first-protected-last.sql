create table n (id int);
grant select on n to reader; -- expect: exposed-before-protected
alter table n enable row level security, force row level security;
create policy p on n for select to reader using (id = 1);

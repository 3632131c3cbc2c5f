create table n (id int); -- expect: table-without-rls
alter table n add column t text, disable row level security;

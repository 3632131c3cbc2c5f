set lock_timeout = '5s';
create table Other (id int); -- expect: table-without-rls
alter table if exists "Other" enable row level security;

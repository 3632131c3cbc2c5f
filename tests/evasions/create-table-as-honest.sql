create table copy as select 1 as id;
alter table copy enable row level security, force row level security;

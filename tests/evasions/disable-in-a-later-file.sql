-- === base
create schema private;
-- === up
create table n (id int); -- expect: table-without-rls
alter table n enable row level security, force row level security;
-- === up 202601030000__off.sql
set lock_timeout = '5s';
alter table n disable row level security; -- expect: rls-disabled

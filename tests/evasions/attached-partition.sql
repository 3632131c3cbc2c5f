-- === base
create schema private;
create table part (k int);
create table log (k int) partition by list (k);
alter table log enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
alter table log attach partition part for values in (1); -- expect: partition-without-rls

-- === base
create table log (k int) partition by list (k);
alter table log enable row level security, force row level security;
-- === up
create table part partition of log for values in (1); -- expect: partition-without-rls

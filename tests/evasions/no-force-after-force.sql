create table n (id int);
alter table n enable row level security, force row level security; -- expect: rls-not-forced
alter table n no force row level security; -- expect: force-rls-removed

-- === base
create table note (id bigint, owner uuid);
alter table note enable row level security, force row level security;
create view v with (security_invoker) as select id from note;
-- === up
set lock_timeout = '5s';
alter table v set (security_invoker = '0'); -- expect: view-without-security-invoker

-- === base
begin;
create table note (id bigint);
commit;
-- === migration
begin;
set local lock_timeout = '5s';
alter table note enable row level security, force row level security;
commit;

/* DOWN */

begin;
alter table note no force row level security, disable row level security; -- not reported: Downs, which give back
commit;

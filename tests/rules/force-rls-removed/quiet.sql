-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
alter table note no force row level security;
alter table note force row level security;

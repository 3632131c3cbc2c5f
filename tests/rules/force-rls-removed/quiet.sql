-- === config
rules: {drop-breaks-readers: "off"}
-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create table other (id bigint);
alter table other enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
alter table note no force row level security;
alter table note force row level security; -- not reported: FORCE that the same
alter table other no force row level security;
drop table other; -- not reported: Tables that the script drops

-- === config
rules: {drop-breaks-readers: "off"}
-- === base
create table note (id bigint);
create table other (id bigint);
alter table note enable row level security, force row level security;
alter table other enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
alter table note disable row level security;
alter table note enable row level security; -- not reported: Row-level security that
alter table other disable row level security;
drop table other; -- not reported: Tables that the script drops

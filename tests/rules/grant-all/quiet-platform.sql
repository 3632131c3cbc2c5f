-- === config
platform: supabase
-- === base
create table note (id bigint primary key);
alter table note enable row level security;
-- === up
grant all on note to postgres;
grant all on note to service_role; -- not reported: Grants to a role that row-level security

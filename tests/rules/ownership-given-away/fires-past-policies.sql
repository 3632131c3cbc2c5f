-- === config
platform: supabase
-- === base
create table note (id bigint primary key);
alter table note enable row level security;
-- === up
set lock_timeout = '5s';
-- expect: ownership-given-away "public.note"
alter table note owner to service_role;
alter table note owner to postgres; -- not reported: What is given to the role

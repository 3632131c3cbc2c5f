-- === config
platform: supabase
-- === up
create table note (id bigint);
alter table note enable row level security; -- not reported: Tables whose owner is known

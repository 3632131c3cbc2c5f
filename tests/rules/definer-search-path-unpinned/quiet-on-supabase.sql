-- === config
platform: supabase
-- === up
create table note (id bigint primary key);
alter table note enable row level security;
create function f() returns bigint language sql security definer set search_path = public as $$ select count(*) from note $$; -- not reported: A path without `pg_temp`
revoke execute on function f() from public, anon, authenticated;

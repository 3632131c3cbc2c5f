-- === config
platform: supabase
-- === base
create table note (id bigint primary key);
alter table note enable row level security;
-- === up
grant truncate on note to service_role; -- not reported: Grants to the role
grant truncate on note to authenticated; -- expect: grant-beyond-rls "public.note"
grant trigger on note to authenticated, service_role; -- not reported: A further GRANT
grant trigger on note to analyst; -- expect: grant-beyond-rls "public.note"
grant truncate on note to postgres;

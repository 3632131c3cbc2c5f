-- === config
platform: supabase
-- === up
create role reader;
create role clerk;
create role helper;
grant reader to anon; -- expect: grant-to-anon "reader"
grant authenticated to anon; -- expect: grant-to-anon "authenticated"
create role writer role anon; -- expect: grant-to-anon "writer"
alter group clerk add user anon; -- expect: grant-to-anon "clerk"
do $$ begin execute 'grant helper to anon'; end $$; -- expect: grant-to-anon "helper"
grant service_role to anon; -- not reported: Membership in a role -- expect: bypassrls-granted
grant pg_read_all_data to anon; -- expect: bypassrls-granted
grant anon to authenticated; -- not reported: REVOKE …
revoke reader from anon;

-- === config
platform: supabase
-- === up
grant service_role to authenticated; -- expect: bypassrls-granted "authenticated"

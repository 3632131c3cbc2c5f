-- === config
platform: supabase
-- === up
alter default privileges for role postgres in schema public grant all on tables to postgres;

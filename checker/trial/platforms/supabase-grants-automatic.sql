-- What the API roles may do with new objects of schema public, as it was before 30 October 2026: everything, so
-- that row-level security alone protects them.
-- Source: github.com/supabase/postgres, migrations/db/init-scripts/00000000000000-initial-schema.sql, where these
-- grants are made by `postgres` while it is still a superuser, so they are about what `postgres` creates.

GRANT ALL ON DATABASE postgres TO postgres, dashboard_user;
GRANT CREATE, USAGE ON SCHEMA public TO postgres;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
  GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
  GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
  GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;

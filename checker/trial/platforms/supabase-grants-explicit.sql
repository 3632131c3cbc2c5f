-- What the API roles may do with new objects of schema public, since tables there are no longer granted to them
-- by default: for new projects from 30 May 2026, for all from 30 October 2026.
-- Source: supabase.com/changelog/45329-breaking-change-tables-not-exposed-to-data-and-graphql-api-automatically

GRANT ALL ON DATABASE postgres TO postgres, dashboard_user;
GRANT CREATE, USAGE ON SCHEMA public TO postgres;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;

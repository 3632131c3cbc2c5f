-- === config
platform: supabase
-- === base
alter role authenticator set pgrst.db_schemas = 'public, old';
-- === up
create schema billing;
alter role authenticator set pgrst.db_schemas = 'public, old, graphql_public, billing'; -- expect: api-serves-another-schema "billing"
-- === up 202601030000__hidden.sql
do $$ begin execute format('alter role authenticator set %s = %L', 'pgrst.db_' || 'schemas', 'public, old, auth, billing'); end $$; -- expect: api-serves-another-schema "auth"

-- === config
platform: supabase
exposed_schemas: [public, billing]
-- === base
alter role authenticator set pgrst.db_schemas = 'public, old';
-- === up
create schema billing;
alter role authenticator set pgrst.db_schemas = 'public, old, billing'; -- not reported: A schema that
alter role authenticator set pgrst.db_schemas = 'public, graphql_public, storage'; -- not reported: `graphql_public` and

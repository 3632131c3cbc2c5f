-- === config
platform: supabase
-- === up
alter role authenticator set pgrst.db_anon_role = 'service_role'; -- expect: identity-by-default "authenticator"
alter role authenticator set pgrst.jwt_secret = 'reallyreallyreallyreallyverysafe'; -- expect: identity-by-default "authenticator"
alter role authenticator set pgrst.jwt_role_claim_key = '.user_metadata.role'; -- expect: identity-by-default "authenticator"

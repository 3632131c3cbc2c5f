-- === config
platform: supabase
-- === up
alter role authenticator set pgrst.db_anon_role = 'anon'; -- not reported: An empty value
alter role authenticator set pgrst.db_max_rows = '50';
alter role authenticator set statement_timeout = '8s';
notify pgrst, 'reload config';

-- What a request says of its caller. PostgREST puts the verified token's claims into the setting
-- request.jwt.claims, as JSON; before version 9 into one setting a claim, request.jwt.claim.NAME.
--
-- A setting can be written by anybody who has a SQL session. So claims may narrow what a role can do; they
-- never widen it: each policy names its roles by TO as well.

CREATE SCHEMA IF NOT EXISTS auth;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, analyst, venture_app, service_role, eng_owner, eng_views;

CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT coalesce(
    nullif(pg_catalog.current_setting('request.jwt.claims', true), ''),
    nullif(pg_catalog.current_setting('request.jwt.claim', true), '')
  )::pg_catalog.jsonb
$$;

CREATE OR REPLACE FUNCTION auth.role() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT coalesce(
    nullif(pg_catalog.current_setting('request.jwt.claim.role', true), ''),
    auth.jwt() ->> 'role'
  )
$$;

CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT coalesce(
    nullif(pg_catalog.current_setting('request.jwt.claim.sub', true), ''),
    auth.jwt() ->> 'sub'
  )::pg_catalog.uuid
$$;

COMMENT ON FUNCTION auth.jwt() IS 'The claims of the request, or NULL where there are none.';
COMMENT ON FUNCTION auth.role() IS 'The role that the request claims, or NULL where there are no claims.';
COMMENT ON FUNCTION auth.uid() IS 'The subject that the request claims, or NULL where there are no claims.';

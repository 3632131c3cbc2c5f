-- The roles of the governance platform. Run as superuser, once per database; a second run changes nothing.
--
--   anon, authenticated   callers of the API without and with a session; no rights here
--   analyst               reads the published views; a base table's rows only where an approval is recorded
--   venture_app           the consuming application: reads the published views, nothing else
--   service_role          the governance service: the only writer
--   eng_owner             runs the migrations and owns the tables
--   eng_views             owns the published views and reads for them; nobody logs in as it
--
-- Roles belong to the cluster, so another database may have made them already, even at this very moment.

DO $$
DECLARE
  wanted CONSTANT text[] := ARRAY['anon', 'authenticated', 'analyst', 'venture_app', 'service_role', 'eng_views'];
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY wanted LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN NOINHERIT', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        RAISE DEBUG 'role % was made by another session', role_name;
      END;
    END IF;
  END LOOP;

  -- It logs in to migrate. It has no password, so that pg_hba.conf and the operator decide who may.
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'eng_owner') THEN
    BEGIN
      CREATE ROLE eng_owner LOGIN NOINHERIT;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      RAISE DEBUG 'role eng_owner was made by another session';
    END;
  END IF;
END
$$;

-- NOINHERIT is what makes FORCE ROW LEVEL SECURITY mean something to the owner: an inheriting eng_owner would
-- see each row through the policies of eng_views. It takes the other role on purpose, with SET LOCAL ROLE:
-- eng_views to make a view, service_role to change rows in a migration.
DO $$
DECLARE
  granted text;
BEGIN
  FOREACH granted IN ARRAY ARRAY['eng_views', 'service_role'] LOOP
    IF NOT EXISTS (
      SELECT FROM pg_catalog.pg_auth_members
      WHERE roleid = granted::pg_catalog.regrole AND member = 'eng_owner'::pg_catalog.regrole
    ) THEN
      BEGIN
        EXECUTE pg_catalog.format('GRANT %I TO eng_owner', granted);
      EXCEPTION WHEN unique_violation THEN
        RAISE DEBUG 'eng_owner was made a member of % by another session', granted;
      END;
    END IF;
  END LOOP;
END
$$;

-- Everything below this line would be for nothing with a role that row-level security does not govern.
DO $$
DECLARE
  unbound text;
BEGIN
  SELECT pg_catalog.string_agg(rolname, ', ' ORDER BY rolname) INTO unbound
  FROM pg_catalog.pg_roles
  WHERE rolname IN ('anon', 'authenticated', 'analyst', 'venture_app', 'service_role', 'eng_owner', 'eng_views')
    AND (rolsuper OR rolbypassrls);
  IF unbound IS NOT NULL THEN
    RAISE EXCEPTION 'row-level security does not govern: %', unbound
      USING HINT = 'ALTER ROLE … NOSUPERUSER NOBYPASSRLS, or prepare another cluster.';
  END IF;

  SELECT pg_catalog.string_agg(rolname, ', ' ORDER BY rolname) INTO unbound
  FROM pg_catalog.pg_roles
  WHERE rolname IN ('eng_owner', 'eng_views') AND rolinherit;
  IF unbound IS NOT NULL THEN
    RAISE EXCEPTION 'these roles must not inherit: %', unbound USING HINT = 'ALTER ROLE … NOINHERIT.';
  END IF;
END
$$;

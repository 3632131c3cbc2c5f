-- Who may make and who may find things in the schemas.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO eng_owner, eng_views;
GRANT USAGE ON SCHEMA public TO anon, authenticated, analyst, venture_app, service_role;

-- A new function is closed until somebody opens it.
ALTER DEFAULT PRIVILEGES FOR ROLE eng_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE eng_views REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

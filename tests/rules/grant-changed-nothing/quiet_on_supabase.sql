-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === base
create role reader;
-- === up
grant usage on schema auth to reader; -- not reported: On Supabase, the
grant select on auth.users to reader;
revoke all on schema public from public;
revoke authenticated from authenticator;

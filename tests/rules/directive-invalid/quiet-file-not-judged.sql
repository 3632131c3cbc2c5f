-- === base
-- db-verify: alow grant-to-anon
create type mood as enum ('good'); -- not reported: Directives in files

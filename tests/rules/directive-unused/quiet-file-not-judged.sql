-- === base
-- db-verify: allow grant-to-anon reason="it was merged like this"
create type mood as enum ('good'); -- not reported: Directives in files

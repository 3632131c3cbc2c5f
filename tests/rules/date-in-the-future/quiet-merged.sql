-- === base 202606100900__merged.sql
create type mood as enum ('good'); -- not reported: Migrations that were merged

-- === base file db/bootstrap/roles.sql
create role clerk;
-- === base
create table log (id bigint primary key);
alter table log enable row level security, force row level security;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
grant insert on log to clerk;

-- === config
rules: {lock-timeout-missing: "off", table-without-rls: "off"}
-- === up
create schema auth;
create table auth.people (id bigint); -- not reported: A platform other

-- === base file db/bootstrap/roles.sql
create role clerk;
-- === base
create schema private;
create table note (id bigint primary key);
alter table note enable row level security, force row level security;
create materialized view private.kept as select id from note;
create materialized view private.plain as select 1 as one;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
do $$ declare q text; begin select 'grant select on private.plain, private.kept to clerk' into q; execute q; end $$; -- expect: privilege-open-after-up "private.kept"

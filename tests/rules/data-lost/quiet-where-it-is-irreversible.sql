-- === base
begin;
create table note (id bigint, title text);
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
-- db-verify: irreversible reason="titles were empty"
begin;
alter table note drop column title; -- not reported: Migrations that are declared
commit;

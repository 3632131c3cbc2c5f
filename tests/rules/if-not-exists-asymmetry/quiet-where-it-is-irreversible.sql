-- === base
begin;
create schema private;
create table private.note (id bigint);
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
-- db-verify: irreversible reason="nobody knows whether it was there"
begin;
alter table private.note add column if not exists body text; -- not reported: Migrations that are declared
commit;

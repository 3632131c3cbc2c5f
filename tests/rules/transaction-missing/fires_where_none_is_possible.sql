-- === base
begin;
create table note (id bigint);
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
create index concurrently note_id on note (id); -- expect: transaction-missing

/* DOWN */

drop index concurrently note_id;

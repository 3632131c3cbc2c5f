-- === base
begin;
create table note (id bigint);
commit;
-- === config
rules: {statement-outside-transaction: "off"}
-- === migration
-- db-verify: no-transaction reason="an index on a table that is in use"
set local lock_timeout = '5s';
alter table note add column title text; -- expect: lock-timeout-missing "public.note"
create index concurrently note_id on note (id);

/* DOWN */

drop index concurrently note_id;
alter table note drop column title;

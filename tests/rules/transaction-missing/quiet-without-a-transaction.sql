-- === base
begin;
create table note (id bigint);
commit;
-- === migration
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_id on note (id); -- not reported: A migration with the directive

/* DOWN */

drop index concurrently note_id;

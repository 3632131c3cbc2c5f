-- db-verify: no-transaction reason="CREATE INDEX CONCURRENTLY can't run in one"
create index concurrently note_owner_idx on note (owner);

/* DOWN */

drop index concurrently note_owner_idx;

-- no-transaction
drop index concurrently note_owner_idx;

drop index concurrently note_owner_idx;

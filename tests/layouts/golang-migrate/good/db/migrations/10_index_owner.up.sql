create index concurrently note_owner_idx on note (owner);

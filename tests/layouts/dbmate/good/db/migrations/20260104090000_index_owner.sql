-- migrate:up transaction:false
create index concurrently note_owner_idx on note (owner);

-- migrate:down transaction:false
drop index concurrently note_owner_idx;

-- +goose NO TRANSACTION
-- +goose Up
create index concurrently note_owner_idx on note (owner);

-- +goose Down
drop index concurrently note_owner_idx;

-- +goose Up
create type extra as enum ('a');

-- +goose Down
drop type extra;

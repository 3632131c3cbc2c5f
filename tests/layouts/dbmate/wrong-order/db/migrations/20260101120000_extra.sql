-- migrate:up
create type extra as enum ('a');

-- migrate:down
drop type extra;

-- === config
migrations: [{path: db/numbers, layout: golang-migrate}]
-- === base file db/numbers/1_mood.up.sql
create type mood as enum ('good');
-- === base file db/numbers/1_mood.down.sql
drop type mood;
-- === file db/numbers/2_bread.up.sql
create type bread as enum ('white'); -- not reported: Names that other layouts use
-- === file db/numbers/2_bread.down.sql
drop type bread;

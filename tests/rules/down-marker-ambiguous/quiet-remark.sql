-- === config
migrations: [{path: db/m, layout: plain}]
-- === base file db/m/1_note.sql
create table note (id bigint primary key);
-- === file db/m/2_ways.sql
create type way as enum ('up', 'down');
-- down
comment on type way is 'where a vote goes'; -- not reported: A line such as

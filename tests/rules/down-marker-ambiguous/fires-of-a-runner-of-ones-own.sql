-- === config
migrations: [{path: db/m, layout: plain}]
-- === base file db/m/1_note.sql
create table note (id bigint primary key);
-- === file db/m/2_mood.sql
-- @up
create type mood as enum ('good');
-- expect: down-marker-ambiguous "2_mood"
-- @down
drop type mood;
-- === file db/m/3_key.sql
create type key as enum ('c');
-- expect: down-marker-ambiguous "3_key"
-- //@UNDO
drop type key;

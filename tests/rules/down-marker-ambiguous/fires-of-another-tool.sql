-- === config
migrations: [{path: db/m, layout: plain}]
-- === base file db/m/1_note.sql
create table note (id bigint primary key);
-- === file db/m/2_mood.sql
-- Up Migration
create type mood as enum ('good');
-- expect: down-marker-ambiguous "2_mood"
-- Down Migration
drop type mood;

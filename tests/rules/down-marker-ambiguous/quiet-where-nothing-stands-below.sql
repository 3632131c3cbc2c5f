-- === config
migrations: [{path: db/m, layout: plain}]
-- === base file db/m/1_note.sql
create table note (id bigint primary key);
-- === file db/m/2_mood.sql
create type mood as enum ('good'); -- not reported: The line that begins the down in another tool
create function moods() returns text language sql as $$
-- Down Migration
select 'good' $$;
-- Down migration of moods is not planned
comment on type mood is 'moods';
-- Down Migration
-- drop type mood;

-- === up
create table note (id bigint);
alter table note rename to noted;
-- === file db/policies/010_note.sql
alter table noted enable row level security;
alter table noted force row level security;

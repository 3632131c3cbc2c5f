-- === base
create table note (id bigint primary key);
-- === up
select set_config('lock_timeout', '5s', true); -- not reported: A lock_timeout that is
alter table note add column title text;
-- === file db/policies/010_note.sql
alter table note enable row level security, force row level security; -- not reported: Downs and repeatable

-- === base
create table note (id bigint);
-- === up
set lock_timeout = '5s';
create policy look on note for select to analyst using (id = 1); -- not reported: Tables that a later
create policy look on unknown for select to analyst using (id = 1); -- not reported: Tables that no script
-- === file db/policies/010_note.sql
alter table note enable row level security, force row level security;

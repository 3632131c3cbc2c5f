-- === base
create table old (id bigint);
alter table old enable row level security, force row level security;
-- === up
create table note (id bigint);
alter table note enable row level security, force row level security;
grant select on note to analyst;
grant select on old to analyst; -- not reported: Tables that were there
create table closed (id bigint); -- not reported: Tables on which nobody
alter table closed enable row level security, force row level security;
-- === file db/policies/010_note.sql
create policy look on note for select to analyst using (id = 1); -- not reported: Tables that get a policy

-- === base
create table note (id bigint, title text);
alter table note enable row level security, force row level security;
create policy look on note for select to analyst using (id = 1);
create policy look_more on note for select to analyst using (id = 2); -- not reported: Policies that were all there
-- === up
set lock_timeout = '5s';
create policy service on note for select to service_role using (id = 2); -- not reported: Policies for different roles
create policy change on note for update to analyst using (id = 2) with check (id = 2);
create policy fence on note as restrictive for select to analyst using (id = 3); -- not reported: Restrictive policies

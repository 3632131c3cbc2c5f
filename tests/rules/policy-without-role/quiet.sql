set lock_timeout = '5s';
create policy look on note for select to public using (owner = (select auth.uid())); -- not reported: `TO public`
create policy look_more on note for select to analyst using (owner = (select auth.uid()));
create policy fence on note as restrictive for select using (owner = (select auth.uid())); -- not reported: Restrictive policies
alter policy other on note using (owner = (select auth.uid()));

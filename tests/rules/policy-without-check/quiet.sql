set lock_timeout = '5s';
create policy look on note for select to service_role using (owner = (select auth.uid())); -- not reported: Policies for SELECT
create policy del on note for delete to service_role using (owner = (select auth.uid()));
create policy add on note for insert to service_role with check (owner = (select auth.uid()));
create policy fence on note as restrictive to service_role using (owner = (select auth.uid())); -- not reported: Restrictive policies
alter policy other on note using (owner = (select auth.uid())); -- not reported: ALTER POLICY

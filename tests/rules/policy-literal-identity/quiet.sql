set lock_timeout = '5s';
create policy service on note for select to service_role
  using ((select auth.role()) = 'service_role' and kind = 'a'); -- not reported: The role that a request
create policy own on note for select to authenticated
  using (owner = (select auth.uid()) and address = (select auth.email())); -- not reported: Comparisons with columns

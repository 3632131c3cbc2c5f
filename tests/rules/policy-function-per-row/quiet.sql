set lock_timeout = '5s';
create policy own on note for select to authenticated
  using (owner = (select auth.uid()) and kind = (select (auth.jwt() ->> 'kind')::text) and visible(id)); -- not reported: A call inside a subselect -- not reported: Functions whose arguments

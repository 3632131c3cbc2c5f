set lock_timeout = '5s';
create policy nobody on note as restrictive for delete to anon using (false); -- not reported: Restrictive policies
create policy own on note for select to authenticated using (1 = 2); -- not reported: Expressions that turn out
create policy reads on note for all to authenticated using (owner = current_user) with check (false); -- not reported: A policy for ALL

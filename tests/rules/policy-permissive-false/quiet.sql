set lock_timeout = '5s';
create policy nobody on note as restrictive for delete to anon using (false);
create policy own on note for select to authenticated using (1 = 2);

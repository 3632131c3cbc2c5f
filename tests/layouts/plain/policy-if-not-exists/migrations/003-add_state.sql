create policy if not exists p on note using (true);

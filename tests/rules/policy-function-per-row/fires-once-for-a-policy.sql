set lock_timeout = '5s';
create policy own on note for update to authenticated
  -- expect: policy-function-per-row "public.note own"
  using (owner = auth.uid() or team in (select id from team where member = auth.uid()))
  with check (owner = auth.uid() and auth.role() = 'authenticated');

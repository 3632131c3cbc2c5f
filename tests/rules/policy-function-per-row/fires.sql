set lock_timeout = '5s';
create policy own on note for select to authenticated
  -- expect: policy-function-per-row "public.note own"
  using (owner = auth.uid());
alter policy other on note using (exists (select from team t
  where t.member = auth.uid())); -- expect: policy-function-per-row

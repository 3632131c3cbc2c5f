set lock_timeout = '5s';
create policy boss on note for select to authenticated
  -- expect: policy-literal-identity "public.note boss"
  using ((select auth.email()) = 'boss@example.org');
create policy bosses on note for select to staff
  using ((select auth.jwt()) ->> 'email' in ('a@example.org', 'b@example.org')); -- expect: policy-literal-identity
alter policy other on note
  using ('00000000-0000-0000-0000-000000000001'::uuid = (select auth.uid())); -- expect: policy-literal-identity

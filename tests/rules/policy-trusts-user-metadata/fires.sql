set lock_timeout = '5s';
create policy admin on note for select to authenticated
  -- expect: policy-trusts-user-metadata "public.note admin"
  using ((select auth.jwt()) -> 'user_metadata' ->> 'role' = 'admin');
create policy staff on note for select to staff
  using ((select auth.jwt()) #>> '{user_metadata,role}' = 'admin'); -- expect: policy-trusts-user-metadata
alter policy other on note using (exists (select from auth.users u
  where u.raw_user_meta_data ->> 'role' = 'admin')); -- expect: policy-trusts-user-metadata
create policy header on note for select to authenticated
  -- expect: policy-trusts-user-metadata "public.note header"
  using (tenant = (select current_setting('request.headers', true)::json ->> 'x-tenant'));

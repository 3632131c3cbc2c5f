set lock_timeout = '5s';
create policy admin on note for select to authenticated -- not reported: The word in a comment
  -- never user_metadata
  using ((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin'); -- not reported: `app_metadata`
create policy staff on note for select to staff
  using (exists (select from auth.users u where u.raw_app_meta_data ->> 'role' = 'admin'));
create policy shared on note for select to anon
  using (share_token = (select current_setting('request.headers', true)::json ->> 'x-share-token')); -- not reported: A header that is compared

-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === up
create policy files on storage.objects for select to anon using (true); -- expect: policy-always-true "storage.objects files"
create policy avatars on storage.objects for select to anon using (bucket_id = 'avatars');
create policy own on storage.objects for insert to authenticated with check (owner_id = (select auth.uid()::text));
create policy speak on realtime.messages for insert to authenticated with check (true); -- expect: policy-always-true "realtime.messages speak"
create policy listen on realtime.messages for select to authenticated using ((select realtime.topic()) = 'room');

-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === up
create policy avatars on storage.objects for select to anon using (bucket_id = 'avatars');
create policy logos on storage.objects for select to anon using (bucket_id = 'logos'); -- not reported: Tables of the platform

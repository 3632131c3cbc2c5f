-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === up
create policy files on storage.objects for insert to authenticated with check ((select auth.role()) = 'authenticated'); -- expect: policy-ignores-caller "storage.objects files"

-- === config
platform: supabase
-- === migration
begin;
update storage.buckets set public = false where id = 'invoices';
commit;
/* DOWN */
begin;
update storage.buckets set public = true where id = 'invoices'; -- not reported: A down
commit;

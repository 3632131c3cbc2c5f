-- === migration
-- db-verify found nothing here
-- db-verify: irreversible reason="nobody knows what it was"
begin;
comment on schema public is 'db-verify: hello';
commit;

-- === migration
-- db-verify: irreversible reason="nobody knows what it was"
begin;
comment on schema public is 'notes'; -- not reported: A migration that is declared
commit;

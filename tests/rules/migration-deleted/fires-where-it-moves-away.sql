-- === base 202601010000__before.sql
comment on schema public is 'notes';
-- === base 202601020000__after.sql
comment on schema public is 'notes';
-- === moved db/migrations/eng/202601010000__before.sql old/202601010000__before.sql
-- === expect old/202601010000__before.sql:1 migration-deleted

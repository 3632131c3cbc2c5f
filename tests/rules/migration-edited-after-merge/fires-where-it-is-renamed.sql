-- === base 202601010000__before.sql
comment on schema public is 'notes'; -- expect: migration-edited-after-merge "202601010000"
-- === moved db/migrations/eng/202601010000__before.sql db/migrations/eng/202601010000__earlier.sql

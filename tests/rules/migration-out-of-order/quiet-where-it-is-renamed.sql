-- === base 202601010000__before.sql
comment on schema public is 'notes'; -- not reported: A merged migration that has another name -- expect: migration-edited-after-merge "202601010000"
-- === base 202601020000__after.sql
comment on schema public is 'more notes';
-- === moved db/migrations/eng/202601010000__before.sql db/migrations/eng/202601010000__earlier.sql

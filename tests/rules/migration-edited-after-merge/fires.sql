-- === base 202601010000__before.sql
comment on schema public is 'notes';
-- === file db/migrations/eng/202601010000__before.sql
comment on schema public is 'note'; -- expect: migration-edited-after-merge "202601010000"

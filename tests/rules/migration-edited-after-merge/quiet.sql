-- === base file db/policies/010_note.sql
comment on schema public is 'notes';
-- === file db/policies/010_note.sql
comment on schema public is 'note'; -- not reported: Repeatable scripts
-- === base 202601010000__before.sql
comment on schema public is 'notes';
-- === up
comment on schema public is 'notes'; -- not reported: A migration that this change adds

-- === base file db/migrations/eng/README.md
Migrations. -- not reported: Files in the migrations' folders
-- === base file db/policies/010_note.sql
comment on schema public is 'notes';
-- === base file db/policies/020_note.sql
comment on schema public is 'notes';
-- === up
comment on schema public is 'notes';
-- === gone db/migrations/eng/README.md
-- === gone db/policies/010_note.sql

-- === migration 202601020000__add_2_notes.sql
begin;
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;
-- === file db/migrations/eng/README.md
Migrations. -- not reported: Files that are not SQL

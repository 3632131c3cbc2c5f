-- === migration 202601020000-note.sql
begin; -- expect: file-name-invalid "db/migrations/eng/202601020000-note.sql"
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

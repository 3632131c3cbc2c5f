-- === migration 202613020000__note.sql
begin; -- expect: file-name-invalid "db/migrations/eng/202613020000__note.sql"
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

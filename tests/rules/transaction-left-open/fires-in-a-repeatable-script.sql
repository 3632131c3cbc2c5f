-- === up
comment on schema public is 'notes';
-- === file db/policies/010_note.sql
begin; -- expect: transaction-left-open "db/policies/010_note.sql"
comment on schema public is 'notes';

-- === migration
-- expect: directive-invalid "202601020000"
-- db-verify: no-transactions reason="an index"
-- expect: directive-invalid
-- db-verify: irreversible
-- expect: directive-invalid
-- db-verify: reason="x"
begin;
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

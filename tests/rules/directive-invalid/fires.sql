-- === migration
-- expect: directive-invalid "no-transactions"
-- db-verify: no-transactions reason="an index"

-- expect: directive-invalid "irreversible"
-- db-verify: irreversible

begin;
-- expect: directive-invalid "allow"
-- db-verify: allow reason="x"
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

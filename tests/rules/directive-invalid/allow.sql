-- expect: directive-invalid "allow"
-- db-verify: allow policy-without-rol reason="misspelt"
-- expect: directive-invalid "allow"
-- db-verify: allow syntax-error reason="it can't be"
-- expect: directive-invalid "allow"
-- db-verify: allow grant-to-anon reason="over" until=2026-05-31
-- expect: directive-invalid "allow"
-- db-verify: allow grant-to-anon reason="no day" until=tomorrow
-- expect: directive-invalid "allow"
-- db-verify: allow grant-to-anon reason=""
-- expect: directive-invalid "allow"
-- db-verify: allow reason="of what?"
-- expect: directive-invalid "irreversible"
-- db-verify: irreversible because="unknown key"
-- expect: directive-invalid "alow"
-- db-verify: alow grant-to-anon reason="misspelt"
-- expect: directive-invalid "allow"
--db-verify allow grant-to-anon reason="no colon"

create type mood as enum ('good');
-- expect: directive-invalid "irreversible"
-- db-verify: irreversible reason="not in the header"
comment on type mood is 'how it is';

-- === migration
-- expect: directive-unused "no-transaction"
-- db-verify: no-transaction reason="it opens one all the same"
-- expect: directive-unused "irreversible"
-- db-verify: irreversible reason="it has a down all the same"

begin;
create type mood as enum ('good');
commit;

/* DOWN */

begin;
drop type mood;
commit;

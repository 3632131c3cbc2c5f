-- === base
begin;
create table note (id integer);
commit;
-- === migration
-- db-verify: no-transaction reason="VACUUM can't run in one"
vacuum note;
reindex table concurrently note;

/* DOWN */

vacuum note;

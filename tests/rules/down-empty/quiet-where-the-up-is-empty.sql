-- === migration
begin; -- expect: up-empty
commit;

/* DOWN */

begin;
commit;

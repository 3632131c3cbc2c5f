-- === migration
begin;
create schema private;
commit;

-- expect: down-empty
/* DOWN */

-- === migration
begin;
create schema a;
commit;

-- expect: down-empty
/* DOWN */

begin;
do $$ begin /* drop schema a; */ null; end $$;
commit;

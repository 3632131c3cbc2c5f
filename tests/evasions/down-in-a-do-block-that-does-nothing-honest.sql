-- === migration
begin;
create schema a;
commit;

/* DOWN */

begin;
do $$ begin drop schema a; end $$;
commit;

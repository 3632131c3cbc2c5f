-- === migration
begin;
comment on schema public is 'notes';
do $$ begin perform 1; end $$;
commit;

/* DOWN */

begin;
savepoint a;
comment on schema public is null;
commit;

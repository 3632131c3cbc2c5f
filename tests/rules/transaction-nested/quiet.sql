-- === migration
begin;
savepoint a;
comment on schema public is 'notes';
release a;
do $$ begin begin perform 1; end; end $$;
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

-- === migration
begin;
savepoint a; -- not reported: SAVEPOINT
comment on schema public is 'notes';
release a;
do $$ begin begin perform 1; end; end $$; -- not reported: BEGIN in a function's
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

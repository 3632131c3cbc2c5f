-- === migration
begin;
comment on schema public is 'notes';
do $$ begin perform 1; end $$; -- not reported: BEGIN inside a function
commit;

/* DOWN */

begin;
savepoint a; -- not reported: SAVEPOINT without RELEASE
comment on schema public is null;
commit;

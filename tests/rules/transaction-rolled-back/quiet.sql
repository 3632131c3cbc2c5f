-- === migration
begin;
savepoint a;
comment on schema public is 'notes';
rollback to a; -- not reported: ROLLBACK TO SAVEPOINT
comment on schema public is 'more notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

-- === migration
begin; -- expect: transaction-left-open "202601020000 up"
comment on schema public is 'notes';

/* DOWN */

begin; -- expect: transaction-left-open "202601020000 down"
savepoint a;
comment on schema public is null;
release a

-- === migration
begin;
comment on schema public is 'notes';
rollback; -- expect: transaction-rolled-back "202601020000 up"

/* DOWN */

begin;
comment on schema public is null;
abort; -- expect: transaction-rolled-back "202601020000 down"

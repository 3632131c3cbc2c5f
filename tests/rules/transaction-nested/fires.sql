-- === migration
begin;
begin; -- expect: transaction-nested "202601020000 up"
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

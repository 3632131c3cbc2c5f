-- === migration
begin;
comment on schema public is 'notes';
rollback; -- expect: transaction-rolled-back

/* DOWN */

begin;
comment on schema public is null;
commit;

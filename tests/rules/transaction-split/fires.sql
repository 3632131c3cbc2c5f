-- === migration
begin;
comment on schema public is 'notes';
commit; -- expect: transaction-split "202601020000 up"
begin;
comment on schema public is 'more notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit and chain; -- expect: transaction-split "202601020000 down"
comment on schema public is 'no notes';
commit;

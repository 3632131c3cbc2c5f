-- === migration
-- expect: transaction-missing
comment on schema public is 'notes';

/* DOWN */

begin;
comment on schema public is null;
commit;

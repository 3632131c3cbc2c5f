-- === migration
comment on schema public is 'begin;'; -- expect: transaction-missing

/* DOWN */

begin;
comment on schema public is null;
commit;

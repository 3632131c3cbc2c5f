-- === migration
-- expect: statement-outside-transaction "202601020000 up"
comment on schema public is 'notes'; -- not reported: What stands between
begin;
comment on schema public is 'more notes';
commit;
-- expect: statement-outside-transaction "202601020000 up"
analyze;

/* DOWN */

begin;
comment on schema public is null;
commit;
-- expect: statement-outside-transaction "202601020000 down"
analyze;

-- === migration
-- db-verify: no-transaction reason="batch by batch"
begin;
comment on schema public is 'notes';
commit;
begin;
comment on schema public is 'more notes';
commit;

/* DOWN */

begin; -- not reported: A migration with the directive
comment on schema public is null;
commit;

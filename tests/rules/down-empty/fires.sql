-- === migration
begin;
comment on schema public is 'notes';
commit;

-- expect: down-empty "202601020000"
/* DOWN */

begin;
-- comment on schema public is null;
set local lock_timeout = '5s';
select 1; -- not reported: BEGIN, COMMIT, SET
do $$ begin null; end $$;
commit;

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
select now(), 1 + 1;
with n as (select count(*) from pg_class) select * from n;
do $$ begin null; end $$;
commit;

-- === migration
begin;
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
select set_config('a.b', 'c', true);
commit;
-- === migration 202601030000__again.sql
begin;
comment on schema public is 'notes again';
commit;

/* DOWN */

begin;
with gone as (delete from nowhere returning 1) select count(*) from gone;
commit;
-- === migration 202601040000__more.sql
begin;
comment on schema public is 'notes again and again';
commit;

/* DOWN */

begin;
select undo_it(now());
commit;

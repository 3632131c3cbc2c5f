-- === migration
begin;
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
select set_config('a.b', 'c', true);
commit;

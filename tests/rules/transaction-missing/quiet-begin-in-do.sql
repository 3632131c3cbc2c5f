-- === migration
begin;
do $$ begin perform 1; end $$;
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

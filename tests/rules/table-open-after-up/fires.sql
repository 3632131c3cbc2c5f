-- === base
begin;
comment on schema public is 'notes';
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
do $$ declare what text; begin select 'create table note (id integer)' into what; execute what; end $$; -- expect: table-open-after-up "public.note"
commit;

/* DOWN */

begin;
drop table note;
commit;

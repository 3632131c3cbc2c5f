-- === migration
begin;
comment on schema public is 'notes';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

-- === migration
begin;
comment on schema public is 'commit;';
commit;

/* DOWN */

begin;
comment on schema public is null;
commit;

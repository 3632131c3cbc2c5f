-- === migration
begin;
comment on schema public is 'notes';
commit;
-- expect: down-empty
/* DOWN */

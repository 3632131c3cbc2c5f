-- === migration
begin;
comment on schema public is 'notes';
commit;
-- expect: down-marker-ambiguous
/* Down */
begin;
comment on schema public is null;
commit;

-- === migration
begin;
comment on schema public is 'notes';
commit;
-- expect: down-marker-ambiguous
-- down
begin;
comment on schema public is null;
commit;

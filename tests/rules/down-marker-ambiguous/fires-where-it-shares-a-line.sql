-- === migration
begin;
comment on schema public is 'notes';
commit; /* DOWN */ begin; -- expect: down-marker-ambiguous
comment on schema public is null;
commit;

-- === migration
begin; -- expect: down-missing "202601020000"
comment on schema public is 'notes';
commit;

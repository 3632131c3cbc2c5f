-- === migration
begin; -- expect: down-missing
comment on schema public is '
/* DOWN */
';
commit;

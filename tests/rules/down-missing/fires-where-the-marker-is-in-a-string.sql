-- === migration
begin; -- not reported: `/* DOWN */` in a string -- expect: down-missing
comment on schema public is '
/* DOWN */
';
commit;

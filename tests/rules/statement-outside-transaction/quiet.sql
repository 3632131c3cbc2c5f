-- === migration
set lock_timeout = '5s';
begin;
comment on schema public is 'notes';
commit;
reset lock_timeout; -- not reported: SET, RESET and SHOW

/* DOWN */

begin;
comment on schema public is null;
commit;

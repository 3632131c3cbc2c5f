-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
-- not reported: Tools that give the session back
set search_path = public, pg_temp;
create domain public.code as text;
commit;

/* DOWN */

begin;
drop domain public.code;
commit;

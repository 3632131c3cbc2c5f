create function f() returns void language plperl as 'return;'; -- not reported: SQL, PL/pgSQL
revoke execute on function f() from public;
do $$ begin perform set_config('a.b', 'plpython3u', true); end $$;

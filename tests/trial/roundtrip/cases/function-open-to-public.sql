-- before
CREATE FUNCTION $s.f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select a';
REVOKE EXECUTE ON FUNCTION $s.f(int) FROM public;
-- up
DROP FUNCTION $s.f(int);
CREATE FUNCTION $s.f(a bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'select a';
-- down
DROP FUNCTION $s.f(bigint);
-- expect: down-leaves-trace "$s.f(integer)"
CREATE FUNCTION $s.f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select a';
-- honest down
DROP FUNCTION $s.f(bigint);
CREATE FUNCTION $s.f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select a';
REVOKE EXECUTE ON FUNCTION $s.f(int) FROM public;

-- before
CREATE FUNCTION $s.f() RETURNS int LANGUAGE sql AS 'select 1';
-- up
-- expect: down-leaves-trace "$s.f()"
REVOKE EXECUTE ON FUNCTION $s.f() FROM PUBLIC;
CREATE TABLE $s.t ();
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
GRANT EXECUTE ON FUNCTION $s.f() TO PUBLIC;

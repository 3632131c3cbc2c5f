-- before
CREATE FUNCTION $s.f() RETURNS int LANGUAGE sql STABLE AS 'select 1';
-- up
-- expect: down-leaves-trace "$s.f()"
ALTER FUNCTION $s.f() IMMUTABLE;
CREATE TABLE $s.t ();
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
ALTER FUNCTION $s.f() STABLE;

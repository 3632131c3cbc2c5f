-- before
CREATE FUNCTION $s.f(int) RETURNS int LANGUAGE sql AS 'select 1';
-- up
-- expect: down-leaves-trace "$s.f(integer,text)"
CREATE FUNCTION $s.f(int, text) RETURNS int LANGUAGE sql AS 'select 2';
COMMENT ON FUNCTION $s.f(int, text) IS 'two';
-- down
DROP FUNCTION IF EXISTS $s.f(int, int);
-- honest down
DROP FUNCTION $s.f(int, text);

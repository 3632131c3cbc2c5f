-- up
-- expect: down-leaves-trace "$s.p(integer)"
CREATE PROCEDURE $s.p(int) LANGUAGE sql AS 'select 1';
CREATE TABLE $s.t ();
-- down
DROP TABLE $s.t;
-- honest down
DROP PROCEDURE $s.p(int);
DROP TABLE $s.t;

-- before
CREATE SEQUENCE $s.q INCREMENT 10;
-- up
-- expect: down-leaves-trace "$s.q"
ALTER SEQUENCE $s.q INCREMENT 1;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER SEQUENCE $s.q INCREMENT 10;

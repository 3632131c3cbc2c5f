-- before
CREATE TABLE $s.t (a int);
GRANT USAGE, CREATE ON SCHEMA $s TO other;
GRANT SELECT ON $s.t TO other;
SET LOCAL ROLE other;
CREATE VIEW $s.v AS SELECT a FROM $s.t;
-- up
DROP VIEW $s.v;
-- expect: ownership-changed "$s.v"
CREATE VIEW $s.v AS SELECT a, a + 1 AS b FROM $s.t;
-- down
DROP VIEW $s.v;
SET LOCAL ROLE other;
CREATE VIEW $s.v AS SELECT a FROM $s.t;
-- honest up
DROP VIEW $s.v;
SET LOCAL ROLE other;
CREATE VIEW $s.v AS SELECT a, a + 1 AS b FROM $s.t;

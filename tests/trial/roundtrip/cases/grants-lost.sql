-- before
CREATE TABLE $s.t (a int);
CREATE VIEW $s.v AS SELECT a FROM $s.t;
GRANT SELECT ON $s.v TO reader;
-- up
DROP VIEW $s.v;
-- expect: grants-lost "$s.v"
CREATE VIEW $s.v AS SELECT a, a + 1 AS b FROM $s.t;
-- down
DROP VIEW $s.v;
CREATE VIEW $s.v AS SELECT a FROM $s.t;
GRANT SELECT ON $s.v TO reader;
-- honest up
DROP VIEW $s.v;
CREATE VIEW $s.v AS SELECT a, a + 1 AS b FROM $s.t;
GRANT SELECT ON $s.v TO reader;

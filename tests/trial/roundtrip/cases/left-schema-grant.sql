-- up
-- expect: down-leaves-trace "$s"
GRANT USAGE ON SCHEMA $s TO reader;
CREATE VIEW $s.v AS SELECT 1 AS a;
-- down
DROP VIEW $s.v;
-- honest down
DROP VIEW $s.v;
REVOKE USAGE ON SCHEMA $s FROM reader;

-- before
CREATE TABLE $s.t (a int);
CREATE VIEW $s.v AS SELECT a FROM $s.t;
-- up
ALTER TABLE $s.t ADD COLUMN b int;
CREATE VIEW $s.w AS SELECT a, b FROM $s.t;
-- down
DROP VIEW $s.w;
ALTER TABLE $s.t DROP COLUMN b;
-- expect: down-leaves-trace "$s.v"
DROP VIEW IF EXISTS $s.v;
-- honest down
DROP VIEW $s.w;
ALTER TABLE $s.t DROP COLUMN b;

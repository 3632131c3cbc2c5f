-- before
CREATE TABLE $s.t (a int, b int);
CREATE VIEW $s.v AS SELECT a, b FROM $s.t;
-- up
DROP VIEW $s.v;
ALTER TABLE $s.t ADD COLUMN c int;
CREATE VIEW $s.v AS SELECT a, b, c FROM $s.t;
-- down
DROP VIEW $s.v;
ALTER TABLE $s.t DROP COLUMN c;
-- expect: down-leaves-trace "$s.v"
CREATE VIEW $s.v AS SELECT a FROM $s.t;
-- honest down
DROP VIEW $s.v;
ALTER TABLE $s.t DROP COLUMN c;
CREATE VIEW $s.v AS SELECT a, b FROM $s.t;

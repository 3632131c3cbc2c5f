-- before
CREATE TABLE $s.t (a int);
-- up
ALTER TABLE $s.t ADD COLUMN b int;
CREATE VIEW $s.v AS SELECT b FROM $s.t;
-- down
-- expect: down-fails "$id"
ALTER TABLE $s.t DROP COLUMN b;
DROP VIEW $s.v;
-- honest down
DROP VIEW $s.v;
ALTER TABLE $s.t DROP COLUMN b;

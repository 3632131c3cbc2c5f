-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text NOT NULL);
CREATE TABLE $s.archive (id int PRIMARY KEY, a text NOT NULL);
-- up
-- expect: down-loses-data "$s.t"
WITH gone AS (DELETE FROM $s.t RETURNING *) INSERT INTO $s.archive SELECT id + 5000, a FROM gone;
-- down
DELETE FROM $s.archive WHERE id > 1000005000;
-- honest up
CREATE TABLE $s.kept AS SELECT * FROM $s.t;
DELETE FROM $s.t;
-- honest down
INSERT INTO $s.t SELECT * FROM $s.kept;
DROP TABLE $s.kept;

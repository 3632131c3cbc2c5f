-- before
CREATE TABLE $s.t (a int NOT NULL DEFAULT 5);
-- up
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t ALTER COLUMN a DROP DEFAULT;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t ALTER COLUMN a SET DEFAULT 5;

-- before
CREATE TABLE $s.t (a int NOT NULL, b int);
-- up
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t ALTER COLUMN a DROP NOT NULL;
ALTER TABLE $s.t DROP COLUMN b;
-- down
ALTER TABLE $s.t ADD COLUMN b int;
-- honest down
ALTER TABLE $s.t ADD COLUMN b int;
ALTER TABLE $s.t ALTER COLUMN a SET NOT NULL;

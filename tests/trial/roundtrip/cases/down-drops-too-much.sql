-- before
CREATE TABLE $s.t (a int);
CREATE TABLE $s.keep (a int);
-- up
ALTER TABLE $s.t ADD COLUMN b int;
-- down
ALTER TABLE $s.t DROP COLUMN b;
-- expect: down-leaves-trace "$s.keep"
DROP TABLE $s.keep;
-- honest down
ALTER TABLE $s.t DROP COLUMN b;

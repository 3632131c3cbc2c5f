-- before
CREATE TABLE $s.t (a int, b int);
-- up
-- expect: down-leaves-trace "$s.t_ab"
CREATE STATISTICS $s.t_ab ON a, b FROM $s.t;
ALTER TABLE $s.t ADD COLUMN c int;
-- down
ALTER TABLE $s.t DROP COLUMN c;
-- honest down
ALTER TABLE $s.t DROP COLUMN c;
DROP STATISTICS $s.t_ab;

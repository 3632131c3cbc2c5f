-- before
CREATE TABLE $s.t (a int, b int);
CREATE INDEX t_b ON $s.t (b);
-- up
-- expect: down-leaves-trace "$s.t_b"
ALTER TABLE $s.t DROP COLUMN b;
-- down
ALTER TABLE $s.t ADD COLUMN b int;
-- honest down
ALTER TABLE $s.t ADD COLUMN b int;
CREATE INDEX t_b ON $s.t (b);

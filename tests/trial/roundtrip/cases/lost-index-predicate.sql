-- before
CREATE TABLE $s.t (a int, b int);
CREATE INDEX t_a ON $s.t (a) WHERE b > 0;
-- up
DROP INDEX $s.t_a;
-- down
-- expect: down-leaves-trace "$s.t_a"
CREATE INDEX t_a ON $s.t (a);
-- honest down
CREATE INDEX t_a ON $s.t (a) WHERE b > 0;

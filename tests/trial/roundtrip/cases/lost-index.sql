-- before
CREATE TABLE $s.t (a int, b int);
CREATE INDEX t_a ON $s.t (a) WHERE b > 0;
-- up
-- expect: down-leaves-trace "$s.t_a"
DROP INDEX $s.t_a;
CREATE INDEX t_b ON $s.t (b);
-- down
DROP INDEX $s.t_b;
-- honest down
DROP INDEX $s.t_b;
CREATE INDEX t_a ON $s.t (a) WHERE b > 0;

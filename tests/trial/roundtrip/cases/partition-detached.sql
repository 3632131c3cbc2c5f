-- before
CREATE TABLE $s.t (a int) PARTITION BY RANGE (a);
CREATE TABLE $s.t1 PARTITION OF $s.t FOR VALUES FROM (0) TO (10);
-- up
-- expect: down-leaves-trace "$s.t1"
ALTER TABLE $s.t DETACH PARTITION $s.t1;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t ATTACH PARTITION $s.t1 FOR VALUES FROM (0) TO (10);

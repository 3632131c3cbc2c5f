-- before
CREATE TABLE $s.t (a int) PARTITION BY RANGE (a);
CREATE TABLE $s.t1 PARTITION OF $s.t FOR VALUES FROM (0) TO (10);
-- up
ALTER TABLE $s.t DETACH PARTITION $s.t1;
-- down
-- expect: down-leaves-trace "$s.t1"
ALTER TABLE $s.t ATTACH PARTITION $s.t1 FOR VALUES FROM (0) TO (100);
-- honest down
ALTER TABLE $s.t ATTACH PARTITION $s.t1 FOR VALUES FROM (0) TO (10);

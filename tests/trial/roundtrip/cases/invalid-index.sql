-- before
CREATE TABLE $s.t (a int) PARTITION BY LIST (a);
CREATE TABLE $s.t1 PARTITION OF $s.t FOR VALUES IN (1);
-- up
CREATE INDEX only_parent ON ONLY $s.t (a);
-- expect: down-leaves-trace "$s.u"
CREATE TABLE $s.u (a int);
-- down
DROP INDEX $s.only_parent;
-- honest down
DROP INDEX $s.only_parent;
DROP TABLE $s.u;

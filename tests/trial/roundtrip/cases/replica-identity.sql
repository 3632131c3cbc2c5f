-- before
CREATE TABLE $s.t (a int);
-- up
-- expect: down-leaves-trace "$s.t"
ALTER TABLE $s.t REPLICA IDENTITY FULL;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t REPLICA IDENTITY DEFAULT;

-- before
CREATE TABLE $s.t (a int) WITH (fillfactor = 70, autovacuum_enabled = false);
-- up
-- expect: down-leaves-trace "$s.t"
ALTER TABLE $s.t RESET (fillfactor);
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t SET (fillfactor = 70);

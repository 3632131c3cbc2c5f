-- before
CREATE TABLE $s.t (a int CHECK (a > 0));
-- up
-- expect: down-leaves-trace "$s.t t_a_check"
ALTER TABLE $s.t DROP CONSTRAINT t_a_check;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
ALTER TABLE $s.t ADD CHECK (a > 0);
DROP TABLE $s.u;

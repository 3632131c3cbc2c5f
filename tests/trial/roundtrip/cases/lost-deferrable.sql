-- before
CREATE TABLE $s.p (id int PRIMARY KEY);
CREATE TABLE $s.t (a int REFERENCES $s.p DEFERRABLE INITIALLY DEFERRED);
-- up
-- expect: down-leaves-trace "$s.t t_a_fkey"
ALTER TABLE $s.t ALTER CONSTRAINT t_a_fkey NOT DEFERRABLE;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t ALTER CONSTRAINT t_a_fkey DEFERRABLE INITIALLY DEFERRED;

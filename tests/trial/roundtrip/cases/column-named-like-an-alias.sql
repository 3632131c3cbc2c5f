-- before
CREATE TABLE $s.t (t text, k int);
-- up
-- expect: down-loses-data "$s.t.t"
UPDATE $s.t SET t = 'new' WHERE k > 0;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest up
CREATE TABLE $s.u ();

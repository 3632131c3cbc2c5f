-- before
CREATE TABLE $s.t (a int);
-- up
-- expect: down-leaves-trace "$s.t.b"
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t RENAME COLUMN a TO b;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t RENAME COLUMN b TO a;

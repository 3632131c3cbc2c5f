-- before
CREATE TABLE $s.t (a int, b int, c int);
CREATE TABLE $s.u (id serial);
-- up
ALTER TABLE $s.t DROP COLUMN b;
-- expect: down-leaves-trace "$s.left"
CREATE TABLE $s.left ();
-- down
ALTER TABLE $s.t ADD COLUMN b int;
-- honest down
ALTER TABLE $s.t ADD COLUMN b int;
DROP TABLE $s.left;

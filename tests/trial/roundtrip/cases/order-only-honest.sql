-- before
CREATE TABLE $s.t (a int, b int, c int);
CREATE TABLE $s.u (id serial);
-- up
ALTER TABLE $s.t DROP COLUMN b;
-- expect: down-leaves-trace "$s.remains"
CREATE TABLE $s.remains ();
-- down
ALTER TABLE $s.t ADD COLUMN b int;
-- honest down
ALTER TABLE $s.t ADD COLUMN b int;
DROP TABLE $s.remains;

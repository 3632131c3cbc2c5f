-- before
CREATE TABLE $s.t (a int);
-- up
-- expect: down-leaves-trace "$s.t quiet"
CREATE RULE quiet AS ON DELETE TO $s.t DO INSTEAD NOTHING;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
DROP RULE quiet ON $s.t;

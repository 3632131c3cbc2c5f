-- up
-- expect: down-leaves-trace "$r_role"
CREATE ROLE $r_role;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
DROP ROLE $r_role;

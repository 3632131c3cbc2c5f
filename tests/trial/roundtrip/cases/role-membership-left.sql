-- before
CREATE ROLE $r_a;
CREATE ROLE $r_b;
-- up
-- expect: down-leaves-trace "$r_a in $r_b"
GRANT $r_b TO $r_a;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
REVOKE $r_b FROM $r_a;

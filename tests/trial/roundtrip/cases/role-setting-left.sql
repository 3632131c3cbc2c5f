-- before
CREATE ROLE $r_role;
-- up
-- expect: down-leaves-trace "$r_role"
ALTER ROLE $r_role SET statement_timeout = '5s';
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER ROLE $r_role RESET statement_timeout;

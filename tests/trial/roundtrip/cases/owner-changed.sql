-- before
CREATE TABLE $s.t (a int);
GRANT CREATE ON SCHEMA $s TO other;
-- up
-- expect: down-leaves-trace "$s.t"
ALTER TABLE $s.t OWNER TO other;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t OWNER TO owner;

-- up
CREATE TABLE $s.t (id int);
-- expect: down-leaves-trace "hstore"
CREATE EXTENSION hstore SCHEMA $s;
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
DROP EXTENSION hstore;

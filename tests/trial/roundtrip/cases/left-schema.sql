-- up
-- expect: down-leaves-trace "$s_more"
CREATE SCHEMA $s_more;
CREATE TABLE $s_more.t (id int);
-- down
DROP TABLE $s_more.t;
-- honest down
DROP TABLE $s_more.t;
DROP SCHEMA $s_more;

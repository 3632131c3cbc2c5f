-- up
-- expect: down-leaves-trace "current_database()"
ALTER DATABASE app SET work_mem = '8MB';
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER DATABASE app RESET work_mem;

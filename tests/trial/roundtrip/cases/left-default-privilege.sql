-- up
CREATE TABLE $s.t (id int);
-- expect: down-leaves-trace "of owner in $s on tables"
ALTER DEFAULT PRIVILEGES IN SCHEMA $s GRANT SELECT ON TABLES TO reader;
-- down
DROP TABLE $s.t;
-- honest down
ALTER DEFAULT PRIVILEGES IN SCHEMA $s REVOKE SELECT ON TABLES FROM reader;
DROP TABLE $s.t;

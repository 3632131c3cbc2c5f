-- up
-- expect: down-leaves-trace "$s.hidden"
DO $$ BEGIN EXECUTE 'CREATE TABLE $s.hidden (a int)'; END $$;
CREATE TABLE $s.t ();
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
DROP TABLE $s.hidden;

-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text NOT NULL);
-- up
-- expect: down-loses-data "$s.t.a"
DO $$ BEGIN EXECUTE 'ALTER TABLE $s.t DROP COLUMN a'; END $$;
-- down
ALTER TABLE $s.t ADD COLUMN a text NOT NULL DEFAULT '';
ALTER TABLE $s.t ALTER COLUMN a DROP DEFAULT;
-- honest up
ALTER TABLE $s.t RENAME COLUMN a TO b;
-- honest down
ALTER TABLE $s.t RENAME COLUMN b TO a;

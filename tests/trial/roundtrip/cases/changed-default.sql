-- before
CREATE TABLE $s.t (a text DEFAULT 'x');
-- up
ALTER TABLE $s.t ALTER COLUMN a SET DEFAULT 'y';
-- down
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t ALTER COLUMN a DROP DEFAULT;
-- honest down
ALTER TABLE $s.t ALTER COLUMN a SET DEFAULT 'x';

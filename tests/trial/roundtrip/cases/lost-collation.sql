-- before
CREATE TABLE $s.t (a text COLLATE "C");
-- up
ALTER TABLE $s.t ALTER COLUMN a TYPE varchar(40);
-- down
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t ALTER COLUMN a TYPE text;
-- honest down
ALTER TABLE $s.t ALTER COLUMN a TYPE text COLLATE "C";

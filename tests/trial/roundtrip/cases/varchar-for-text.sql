-- before
CREATE TABLE $s.t (a text);
-- up
ALTER TABLE $s.t ALTER COLUMN a TYPE varchar(100);
-- down
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t ALTER COLUMN a TYPE varchar;
-- honest down
ALTER TABLE $s.t ALTER COLUMN a TYPE text;

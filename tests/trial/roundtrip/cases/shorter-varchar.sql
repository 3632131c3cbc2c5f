-- before
CREATE TABLE $s.t (a varchar(100));
-- up
ALTER TABLE $s.t ALTER COLUMN a TYPE varchar(200);
-- down
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t ALTER COLUMN a TYPE varchar(50);
-- honest down
ALTER TABLE $s.t ALTER COLUMN a TYPE varchar(100);

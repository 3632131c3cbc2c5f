-- before
CREATE TABLE $s.t (a int, b text);
-- up
-- expect: down-leaves-trace "$s.t.a"
ALTER TABLE $s.t ALTER COLUMN a SET STATISTICS 500;
-- expect: down-leaves-trace "$s.t.b"
ALTER TABLE $s.t ALTER COLUMN b SET STORAGE EXTERNAL;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
ALTER TABLE $s.t ALTER COLUMN a SET STATISTICS -1;
ALTER TABLE $s.t ALTER COLUMN b SET STORAGE EXTENDED;

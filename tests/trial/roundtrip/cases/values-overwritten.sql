-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text NOT NULL);
-- up
-- expect: down-loses-data "$s.t.a"
UPDATE $s.t SET a = upper(a) || '!' WHERE id > 0;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest up
ALTER TABLE $s.t ADD COLUMN b text;
UPDATE $s.t SET b = upper(a);
-- honest down
ALTER TABLE $s.t DROP COLUMN b;

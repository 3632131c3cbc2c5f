-- before
CREATE TABLE $s.t (id int PRIMARY KEY, name text NOT NULL);
-- up
ALTER TABLE $s.t ADD COLUMN first text;
UPDATE $s.t SET first = name;
-- expect: down-loses-data "$s.t.name"
UPDATE $s.t SET name = left(name, 1);
-- down
ALTER TABLE $s.t DROP COLUMN first;
-- honest down
UPDATE $s.t SET name = first;
ALTER TABLE $s.t DROP COLUMN first;

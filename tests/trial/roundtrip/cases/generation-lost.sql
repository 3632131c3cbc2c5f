-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED);
-- up
-- expect: down-leaves-trace "$s.t.b"
ALTER TABLE $s.t ALTER b DROP EXPRESSION;
-- down
UPDATE $s.t SET b = a * 2;
-- honest down
ALTER TABLE $s.t DROP COLUMN b;
ALTER TABLE $s.t ADD COLUMN b int GENERATED ALWAYS AS (a * 2) STORED;

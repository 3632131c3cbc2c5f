-- before
CREATE TABLE $s.t (a int, b int, UNIQUE (a));
-- up
-- expect: down-leaves-trace "$s.t t_a_key"
ALTER TABLE $s.t DROP CONSTRAINT t_a_key;
ALTER TABLE $s.t ADD COLUMN c int;
-- down
ALTER TABLE $s.t DROP COLUMN c;
-- honest down
ALTER TABLE $s.t DROP COLUMN c;
ALTER TABLE $s.t ADD UNIQUE (a);

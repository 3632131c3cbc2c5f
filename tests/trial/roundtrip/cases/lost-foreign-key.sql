-- before
CREATE TABLE $s.p (id int PRIMARY KEY);
CREATE TABLE $s.t (a int REFERENCES $s.p);
-- up
-- expect: down-leaves-trace "$s.t t_a_fkey"
ALTER TABLE $s.t DROP CONSTRAINT t_a_fkey;
ALTER TABLE $s.t ADD COLUMN b int;
-- down
ALTER TABLE $s.t DROP COLUMN b;
-- honest down
ALTER TABLE $s.t DROP COLUMN b;
ALTER TABLE $s.t ADD FOREIGN KEY (a) REFERENCES $s.p;

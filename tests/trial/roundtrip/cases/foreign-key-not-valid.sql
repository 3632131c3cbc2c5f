-- before
CREATE TABLE $s.a (id int PRIMARY KEY);
CREATE TABLE $s.b (id int PRIMARY KEY, a int REFERENCES $s.a);
-- up
ALTER TABLE $s.b DROP CONSTRAINT b_a_fkey;
-- down
-- expect: down-leaves-trace "$s.b b_a_fkey"
ALTER TABLE $s.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES $s.a NOT VALID;
-- honest down
ALTER TABLE $s.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES $s.a;

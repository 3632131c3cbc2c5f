-- before
CREATE TABLE $s.p (id int PRIMARY KEY);
CREATE TABLE $s.t (a int REFERENCES $s.p ON DELETE CASCADE);
-- up
ALTER TABLE $s.t DROP CONSTRAINT t_a_fkey;
-- down
-- expect: down-leaves-trace "$s.t t_a_fkey"
ALTER TABLE $s.t ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES $s.p;
-- honest down
ALTER TABLE $s.t ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES $s.p ON DELETE CASCADE;

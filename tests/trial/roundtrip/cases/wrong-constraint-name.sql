-- before
CREATE TABLE $s.t (a int, CONSTRAINT only_one UNIQUE (a));
-- up
-- expect: down-leaves-trace "$s.t only_one"
ALTER TABLE $s.t DROP CONSTRAINT only_one;
-- down
-- expect: down-leaves-trace "$s.t t_a_key"
ALTER TABLE $s.t ADD UNIQUE (a);
-- honest down
ALTER TABLE $s.t ADD CONSTRAINT only_one UNIQUE (a);

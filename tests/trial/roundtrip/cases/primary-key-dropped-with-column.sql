-- before
CREATE TABLE $s.t (a int, id int PRIMARY KEY);
-- up
-- expect: down-leaves-trace "$s.t t_pkey"
ALTER TABLE $s.t DROP COLUMN id;
ALTER TABLE $s.t ADD COLUMN id2 int;
-- down
ALTER TABLE $s.t DROP COLUMN id2;
-- expect: down-leaves-trace "$s.t.id"
ALTER TABLE $s.t ADD COLUMN id int;
-- honest up
ALTER TABLE $s.t ADD COLUMN id2 int;
-- honest down
ALTER TABLE $s.t DROP COLUMN id2;

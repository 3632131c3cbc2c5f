-- before
CREATE TABLE $s.t (id bigint);
-- up
ALTER TABLE $s.t ADD COLUMN a int;
-- expect: down-leaves-trace "$s.t.b"
ALTER TABLE $s.t ADD COLUMN b text NOT NULL DEFAULT '';
-- down
ALTER TABLE $s.t DROP COLUMN a;
-- honest down
ALTER TABLE $s.t DROP COLUMN a;
ALTER TABLE $s.t DROP COLUMN b;

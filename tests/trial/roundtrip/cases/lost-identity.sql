-- before
CREATE TABLE $s.t (id bigint GENERATED ALWAYS AS IDENTITY, a int);
-- up
-- expect: down-leaves-trace "$s.t.id"
ALTER TABLE $s.t ALTER COLUMN id DROP IDENTITY;
ALTER TABLE $s.t DROP COLUMN a;
-- down
ALTER TABLE $s.t ADD COLUMN a int;
-- honest down
ALTER TABLE $s.t ADD COLUMN a int;
ALTER TABLE $s.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

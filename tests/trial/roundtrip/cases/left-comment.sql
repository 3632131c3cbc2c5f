-- before
CREATE TABLE $s.t (id bigint);
-- up
ALTER TABLE $s.t ADD COLUMN a int;
-- expect: down-leaves-trace "$s.t"
COMMENT ON TABLE $s.t IS 'Things.';
-- down
ALTER TABLE $s.t DROP COLUMN a;
-- honest down
COMMENT ON TABLE $s.t IS NULL;
ALTER TABLE $s.t DROP COLUMN a;

-- before
CREATE TABLE $s.t (id bigint, a int);
COMMENT ON COLUMN $s.t.a IS 'old';
-- up
COMMENT ON COLUMN $s.t.a IS 'new';
COMMENT ON COLUMN $s.t.id IS 'the key';
-- down
COMMENT ON COLUMN $s.t.id IS NULL;
-- expect: down-leaves-trace "$s.t.a"
COMMENT ON COLUMN $s.t.a IS NULL;
-- honest down
COMMENT ON COLUMN $s.t.id IS NULL;
COMMENT ON COLUMN $s.t.a IS 'old';

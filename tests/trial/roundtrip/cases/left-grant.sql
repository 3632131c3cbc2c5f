-- before
CREATE TABLE $s.t (id bigint);
-- up
ALTER TABLE $s.t ADD COLUMN a int;
-- expect: down-leaves-trace "$s.t"
GRANT SELECT ON $s.t TO reader;
-- down
ALTER TABLE $s.t DROP COLUMN a;
-- honest down
REVOKE SELECT ON $s.t FROM reader;
ALTER TABLE $s.t DROP COLUMN a;

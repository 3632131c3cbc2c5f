-- before
CREATE TABLE $s.t (id bigint);
GRANT SELECT ON $s.t TO reader;
-- up
-- expect: down-leaves-trace "$s.t"
REVOKE SELECT ON $s.t FROM reader;
ALTER TABLE $s.t ADD COLUMN a int;
-- down
ALTER TABLE $s.t DROP COLUMN a;
-- honest down
ALTER TABLE $s.t DROP COLUMN a;
GRANT SELECT ON $s.t TO reader;

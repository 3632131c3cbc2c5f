-- before
CREATE TABLE $s.t (id bigint);
ALTER TABLE $s.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY a ON $s.t FOR SELECT TO reader USING (id > 0);
-- up
-- expect: down-leaves-trace "$s.t a"
DROP POLICY a ON $s.t;
CREATE POLICY b ON $s.t FOR SELECT TO reader USING (id > 1);
-- down
DROP POLICY b ON $s.t;
-- honest down
DROP POLICY b ON $s.t;
CREATE POLICY a ON $s.t FOR SELECT TO reader USING (id > 0);

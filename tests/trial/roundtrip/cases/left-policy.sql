-- before
CREATE TABLE $s.t (id bigint);
ALTER TABLE $s.t ENABLE ROW LEVEL SECURITY;
ALTER TABLE $s.t FORCE ROW LEVEL SECURITY;
-- up
CREATE POLICY a ON $s.t FOR SELECT TO reader USING (id > 0);
-- expect: down-leaves-trace "$s.t b"
CREATE POLICY b ON $s.t FOR INSERT TO writer WITH CHECK (id > 0);
-- down
DROP POLICY a ON $s.t;
-- honest down
DROP POLICY a ON $s.t;
DROP POLICY b ON $s.t;

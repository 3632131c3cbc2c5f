-- before
CREATE TABLE $s.t (id bigint);
ALTER TABLE $s.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY a ON $s.t FOR SELECT TO reader USING (id > 0);
-- up
ALTER POLICY a ON $s.t USING (id > 10);
-- down
-- expect: down-leaves-trace "$s.t a"
ALTER POLICY a ON $s.t USING (true);
-- honest down
ALTER POLICY a ON $s.t USING (id > 0);

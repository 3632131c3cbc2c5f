-- before
CREATE TABLE $s.t (id bigint);
-- up
-- expect: down-leaves-trace "$s.t"
ALTER TABLE $s.t ENABLE ROW LEVEL SECURITY;
-- expect: down-leaves-trace "$s.t"
ALTER TABLE $s.t FORCE ROW LEVEL SECURITY;
CREATE POLICY a ON $s.t USING (id > 0);
-- down
DROP POLICY a ON $s.t;
-- honest down
DROP POLICY a ON $s.t;
ALTER TABLE $s.t DISABLE ROW LEVEL SECURITY;
ALTER TABLE $s.t NO FORCE ROW LEVEL SECURITY;

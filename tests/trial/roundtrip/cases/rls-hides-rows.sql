-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text, b text);
ALTER TABLE $s.t ENABLE ROW LEVEL SECURITY;
ALTER TABLE $s.t FORCE ROW LEVEL SECURITY;
CREATE POLICY writers ON $s.t FOR ALL TO writer USING (true);
-- up
-- expect: update-saw-no-rows "$s.t"
UPDATE $s.t SET b = a;
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest up
CREATE TABLE $s.u ();

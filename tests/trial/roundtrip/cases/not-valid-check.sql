-- before
CREATE TABLE $s.t (a int CONSTRAINT positive CHECK (a > 0));
-- up
ALTER TABLE $s.t DROP CONSTRAINT positive;
-- down
-- expect: down-leaves-trace "$s.t positive"
ALTER TABLE $s.t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- honest down
ALTER TABLE $s.t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
ALTER TABLE $s.t VALIDATE CONSTRAINT positive;

-- before
CREATE TABLE $s.t (id bigint);
CREATE FUNCTION $s.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON $s.t FOR EACH ROW EXECUTE FUNCTION $s.touch();
-- up
-- expect: down-leaves-trace "$s.t touch"
ALTER TABLE $s.t DISABLE TRIGGER touch;
ALTER TABLE $s.t ADD COLUMN a int;
-- down
ALTER TABLE $s.t DROP COLUMN a;
-- honest down
ALTER TABLE $s.t DROP COLUMN a;
ALTER TABLE $s.t ENABLE TRIGGER touch;

-- before
CREATE TABLE $s.t (id bigint);
CREATE FUNCTION $s.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- up
-- expect: down-leaves-trace "$s.t touch"
CREATE TRIGGER touch BEFORE UPDATE ON $s.t FOR EACH ROW EXECUTE FUNCTION $s.touch();
ALTER TABLE $s.t ADD COLUMN at timestamptz;
-- down
ALTER TABLE $s.t DROP COLUMN at;
-- honest down
DROP TRIGGER touch ON $s.t;
ALTER TABLE $s.t DROP COLUMN at;

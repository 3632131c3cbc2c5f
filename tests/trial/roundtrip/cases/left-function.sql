-- before
CREATE TABLE $s.t (id bigint);
-- up
-- expect: down-leaves-trace "$s.touch()"
CREATE FUNCTION $s.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON $s.t FOR EACH ROW EXECUTE FUNCTION $s.touch();
-- down
DROP TRIGGER touch ON $s.t;
-- honest down
DROP TRIGGER touch ON $s.t;
DROP FUNCTION $s.touch();

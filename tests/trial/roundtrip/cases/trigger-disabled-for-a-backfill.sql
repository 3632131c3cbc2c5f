-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text NOT NULL);
CREATE FUNCTION $s.no() RETURNS trigger LANGUAGE plpgsql AS 'begin raise exception ''no updates''; end';
CREATE TRIGGER no BEFORE UPDATE ON $s.t FOR EACH ROW EXECUTE FUNCTION $s.no();
-- up
-- expect: down-leaves-trace "$s.t no"
ALTER TABLE $s.t DISABLE TRIGGER no;
UPDATE $s.t SET a = a || 'x';
-- down
UPDATE $s.t SET a = left(a, -1);
-- honest up
ALTER TABLE $s.t DISABLE TRIGGER no;
UPDATE $s.t SET a = a || 'x';
ALTER TABLE $s.t ENABLE TRIGGER no;
-- honest down
ALTER TABLE $s.t DISABLE TRIGGER no;
UPDATE $s.t SET a = left(a, -1);
ALTER TABLE $s.t ENABLE TRIGGER no;

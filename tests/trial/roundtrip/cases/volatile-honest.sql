-- before
CREATE TABLE $s.t (a int);
-- up
CREATE VIEW $s.v AS SELECT 'now'::timestamp AS made, now() AS seen, random() AS r;
ALTER TABLE $s.t ADD COLUMN b double precision DEFAULT random();
ALTER TABLE $s.t ADD COLUMN c timestamptz DEFAULT 'now'::timestamptz;
-- expect: down-leaves-trace "$s.remains"
CREATE TABLE $s.remains ();
-- down
ALTER TABLE $s.t DROP COLUMN c;
ALTER TABLE $s.t DROP COLUMN b;
DROP VIEW $s.v;
-- honest down
DROP TABLE $s.remains;
ALTER TABLE $s.t DROP COLUMN c;
ALTER TABLE $s.t DROP COLUMN b;
DROP VIEW $s.v;

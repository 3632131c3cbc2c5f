-- before
CREATE TABLE $s.t (id int GENERATED ALWAYS AS IDENTITY, a text NOT NULL);
-- up
-- expect: second-up-doubles-data "$s.t"
INSERT INTO $s.t (a) VALUES ('one'), ('two');
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
DELETE FROM $s.t WHERE a IN ('one', 'two');

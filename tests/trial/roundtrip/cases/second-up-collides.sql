-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text NOT NULL);
-- up
-- expect: second-up-fails "$id"
INSERT INTO $s.t VALUES (1, 'one');
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest down
DROP TABLE $s.u;
DELETE FROM $s.t WHERE id = 1;

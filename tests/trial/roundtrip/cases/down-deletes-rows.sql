-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text NOT NULL);
-- up
INSERT INTO $s.t VALUES (1, 'one');
-- down
-- expect: down-loses-data "$s.t"
DELETE FROM $s.t WHERE id >= 1;
-- honest down
DELETE FROM $s.t WHERE id = 1;

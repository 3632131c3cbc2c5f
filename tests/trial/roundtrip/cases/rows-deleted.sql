-- before
CREATE TABLE $s.t (id int PRIMARY KEY, a text NOT NULL);
-- up
-- expect: down-loses-data "$s.t"
DELETE FROM $s.t WHERE a <> '';
CREATE TABLE $s.u ();
-- down
DROP TABLE $s.u;
-- honest up
CREATE TABLE $s.u ();

-- before
CREATE TABLE $s.t (a int PRIMARY KEY);
-- up
-- expect: if-not-exists-changed-nothing "t"
CREATE TABLE IF NOT EXISTS $s.t (a int PRIMARY KEY, b text NOT NULL);
CREATE TABLE IF NOT EXISTS $s.u (a int);
-- expect: if-not-exists-changed-nothing "t.a"
ALTER TABLE $s.t ADD COLUMN IF NOT EXISTS a bigint;
-- down
DROP TABLE $s.u;
-- honest up
CREATE TABLE IF NOT EXISTS $s.u (a int);
CREATE SCHEMA IF NOT EXISTS $s;

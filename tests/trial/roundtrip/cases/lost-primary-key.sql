-- before
CREATE TABLE $s.t (a int PRIMARY KEY, b int NOT NULL);
-- up
ALTER TABLE $s.t ADD COLUMN c int;
-- expect: down-leaves-trace "$s.t t_pkey"
ALTER TABLE $s.t DROP CONSTRAINT t_pkey;
-- down
ALTER TABLE $s.t DROP COLUMN c;
-- honest down
ALTER TABLE $s.t ADD PRIMARY KEY (a);
ALTER TABLE $s.t DROP COLUMN c;

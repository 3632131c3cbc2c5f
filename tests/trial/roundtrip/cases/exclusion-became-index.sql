-- before
CREATE TABLE $s.t (id int PRIMARY KEY, r int4range NOT NULL, EXCLUDE USING gist (r WITH &&));
-- up
-- expect: down-leaves-trace "$s.t t_r_excl"
ALTER TABLE $s.t DROP CONSTRAINT t_r_excl;
-- down
-- expect: down-leaves-trace "$s.t_r_excl"
CREATE INDEX t_r_excl ON $s.t USING gist (r);
-- honest down
ALTER TABLE $s.t ADD EXCLUDE USING gist (r WITH &&);

-- up
-- expect: down-leaves-trace "$s.mood"
CREATE TYPE $s.mood AS ENUM ('calm', 'angry');
CREATE TABLE $s.t (id bigint PRIMARY KEY, mood $s.mood);
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
DROP TYPE $s.mood;

-- before
CREATE TYPE $s.mood AS ENUM ('calm');
-- up
-- expect: down-leaves-trace "$s.mood"
ALTER TYPE $s.mood ADD VALUE 'angry';
CREATE TABLE $s.t (id int);
-- down
DROP TABLE $s.t;
-- honest up
CREATE TYPE $s.mood_new AS ENUM ('calm', 'angry');
CREATE TABLE $s.t (id int, mood $s.mood_new);
-- honest down
DROP TABLE $s.t;
DROP TYPE $s.mood_new;

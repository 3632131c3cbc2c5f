-- before
CREATE TYPE $s.size AS ENUM ('small', 'large');
CREATE TABLE $s.t (a $s.size);
-- up
DROP TABLE $s.t;
DROP TYPE $s.size;
-- down
-- expect: down-leaves-trace "$s.size"
CREATE TYPE $s.size AS ENUM ('large', 'small');
CREATE TABLE $s.t (a $s.size);
-- honest down
CREATE TYPE $s.size AS ENUM ('small', 'large');
CREATE TABLE $s.t (a $s.size);

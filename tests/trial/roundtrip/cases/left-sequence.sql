-- up
-- expect: down-leaves-trace "$s.numbers"
CREATE SEQUENCE $s.numbers;
CREATE TABLE $s.t (id bigint DEFAULT nextval('$s.numbers'));
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
DROP SEQUENCE $s.numbers;

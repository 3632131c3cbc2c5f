-- up
-- expect: down-leaves-trace "$s.email"
CREATE DOMAIN $s.email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE $s.t (a $s.email);
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
DROP DOMAIN $s.email;

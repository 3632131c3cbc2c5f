-- before
CREATE FUNCTION $s.f() RETURNS int LANGUAGE sql AS 'select 1';
-- up
-- expect: down-leaves-trace "$s.f()"
CREATE OR REPLACE FUNCTION $s.f() RETURNS int LANGUAGE sql AS 'select 2';
CREATE TABLE $s.t ();
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
CREATE OR REPLACE FUNCTION $s.f() RETURNS int LANGUAGE sql AS '  select   1';

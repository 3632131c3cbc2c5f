-- before
CREATE FUNCTION $s.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'select 1';
-- up
CREATE OR REPLACE FUNCTION $s.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'select 2';
-- down
-- expect: down-leaves-trace "$s.f()"
CREATE OR REPLACE FUNCTION $s.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'select 1';
-- honest down
CREATE OR REPLACE FUNCTION $s.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'select 1';

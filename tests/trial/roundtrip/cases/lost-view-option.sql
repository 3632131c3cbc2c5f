-- before
CREATE TABLE $s.t (a int);
CREATE VIEW $s.v WITH (security_invoker = true) AS SELECT a FROM $s.t;
-- up
DROP VIEW $s.v;
-- down
-- expect: down-leaves-trace "$s.v"
CREATE VIEW $s.v AS SELECT a FROM $s.t;
-- honest down
CREATE VIEW $s.v WITH (security_invoker = true) AS SELECT a FROM $s.t;

-- before
CREATE TABLE $s.t (a int);
CREATE VIEW $s.v WITH (security_invoker = true) AS SELECT a FROM $s.t;
-- up
-- expect: view-option-lost-after-up "$s.v"
CREATE OR REPLACE VIEW $s.v AS SELECT a, a + 1 AS b FROM $s.t;
-- down
DROP VIEW $s.v;
CREATE VIEW $s.v WITH (security_invoker = true) AS SELECT a FROM $s.t;
-- honest up
CREATE OR REPLACE VIEW $s.v WITH (security_invoker = true) AS SELECT a, a + 1 AS b FROM $s.t;

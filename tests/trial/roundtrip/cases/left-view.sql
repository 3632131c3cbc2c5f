-- before
CREATE TABLE $s.t (id bigint);
-- up
CREATE VIEW $s.v AS SELECT id FROM $s.t;
-- expect: down-leaves-trace "$s.w"
CREATE MATERIALIZED VIEW $s.w AS SELECT id FROM $s.t;
-- down
DROP VIEW $s.v;
-- honest down
DROP VIEW $s.v;
DROP MATERIALIZED VIEW $s.w;

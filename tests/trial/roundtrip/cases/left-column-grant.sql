-- before
CREATE TABLE $s.t (id bigint, a int);
-- up
GRANT SELECT ON $s.t TO writer;
-- expect: down-leaves-trace "$s.t.a"
GRANT UPDATE (a) ON $s.t TO writer;
-- down
REVOKE SELECT ON $s.t FROM writer;
-- honest down
REVOKE SELECT ON $s.t FROM writer;
REVOKE UPDATE (a) ON $s.t FROM writer;

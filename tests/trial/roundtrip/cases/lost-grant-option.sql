-- before
CREATE TABLE $s.t (id bigint);
GRANT SELECT ON $s.t TO reader WITH GRANT OPTION;
-- up
REVOKE SELECT ON $s.t FROM reader;
-- down
-- expect: down-leaves-trace "$s.t"
GRANT SELECT ON $s.t TO reader;
-- honest down
GRANT SELECT ON $s.t TO reader WITH GRANT OPTION;

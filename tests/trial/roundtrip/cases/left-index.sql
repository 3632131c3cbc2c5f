-- before
CREATE TABLE $s.t (id bigint, label text);
-- up
CREATE INDEX t_label ON $s.t (label);
-- expect: down-leaves-trace "$s.t_lower"
CREATE INDEX t_lower ON $s.t (lower(label));
-- down
DROP INDEX $s.t_label;
-- honest down
DROP INDEX $s.t_label;
DROP INDEX $s.t_lower;

-- up
CREATE TABLE $s.a (id bigint PRIMARY KEY);
-- expect: down-leaves-trace "$s.b"
CREATE TABLE $s.b (id bigint PRIMARY KEY REFERENCES $s.a, label text NOT NULL);
CREATE INDEX b_label ON $s.b (label);
-- down
ALTER TABLE $s.b DROP CONSTRAINT b_id_fkey;
DROP TABLE $s.a;
-- honest down
DROP TABLE $s.b;
DROP TABLE $s.a;

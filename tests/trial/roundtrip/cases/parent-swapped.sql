-- before
CREATE TABLE $s.p (a int); CREATE TABLE $s.q (a int); CREATE TABLE $s.c () INHERITS ($s.p);
-- up
ALTER TABLE $s.c INHERIT $s.q;
-- down
-- expect: down-leaves-trace "$s.c"
ALTER TABLE $s.c NO INHERIT $s.p;
-- honest down
ALTER TABLE $s.c NO INHERIT $s.q;

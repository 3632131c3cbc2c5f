-- up
-- expect: down-leaves-trace "$s.\"Größe \"\"x\"\"\""
CREATE TABLE $s."Größe ""x""" ("a b" int);
CREATE TABLE $s.t ();
-- down
DROP TABLE $s.t;
-- honest down
DROP TABLE $s.t;
DROP TABLE $s."Größe ""x""";

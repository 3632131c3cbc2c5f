-- before
CREATE TYPE $s.c AS (x int, y text);
-- up
-- expect: down-leaves-trace "$s.c.z"
ALTER TYPE $s.c ADD ATTRIBUTE z int;
ALTER TYPE $s.c ALTER ATTRIBUTE y TYPE varchar;
-- down
ALTER TYPE $s.c ALTER ATTRIBUTE y TYPE text;
-- honest down
ALTER TYPE $s.c ALTER ATTRIBUTE y TYPE text;
ALTER TYPE $s.c DROP ATTRIBUTE z;

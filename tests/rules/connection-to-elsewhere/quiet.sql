create extension pgcrypto;
select my_dblink('x'); -- not reported: Functions of other names
create foreign table other_note (id bigint) server other; -- not reported: A foreign table on

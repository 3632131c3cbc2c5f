create extension pgcrypto;
select my_dblink('x');
create foreign table other_note (id bigint) server other;

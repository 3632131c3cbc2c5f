-- === base
BEGIN;
create table community (id int primary key, name text not null, actor text not null default 'http://fake.com');
COMMIT;

/* DOWN */

BEGIN;
drop table community;
COMMIT;
-- === migration
BEGIN;
-- expect: down-loses-data
delete from community a using community b where a.actor = b.actor and a.id > b.id;
update community set name = upper(name) where name = 'x';
COMMIT;

/* DOWN */

BEGIN;
update community set name = lower(name) where name = 'X';
COMMIT;

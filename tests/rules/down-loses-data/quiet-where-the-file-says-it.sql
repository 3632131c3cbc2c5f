-- === base
BEGIN;
create table team (id int primary key, customer text);
insert into team values (1, 'x'), (2, null);
COMMIT;

/* DOWN */

BEGIN;
drop table team;
COMMIT;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
BEGIN;
alter table team drop column customer; -- expect: data-lost "public.team.customer"
alter table team add column customer uuid;
COMMIT;

/* DOWN */

BEGIN;
alter table team drop column customer;
alter table team add column customer text;
COMMIT;

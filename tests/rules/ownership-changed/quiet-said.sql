-- === base file db/bootstrap/roles.sql
create role other;
create role owner login;
grant other to owner;
alter database app owner to owner;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
grant usage, create on schema private to other;
grant select on private.note to other;
set local role other;
create view private.v as select id from private.note;
commit;
/* DOWN */
begin;
commit;
-- === config
trial: {owner: owner}
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
begin;
alter view private.v owner to owner; -- not reported: `ALTER … OWNER TO`
commit;

/* DOWN */

begin;
alter view private.v owner to other;
commit;

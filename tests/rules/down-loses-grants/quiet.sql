-- === base
begin;
create schema private;
create table private.note (id bigint, title text);
create view private.v with (security_barrier = true) as select id from private.note;
grant select on private.v to analyst;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
begin;
drop view private.v;
create view private.w as select 1 as one; -- not reported: What did not exist
commit;

/* DOWN */

begin;
drop view private.w;
create view private.v with (security_barrier = true) as select id from private.note;
grant select on private.v to analyst; -- not reported: What the down leaves
commit;

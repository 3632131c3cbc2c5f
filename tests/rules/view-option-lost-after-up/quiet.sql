-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create view private.v with (security_barrier = true) as select id from private.note;
create view private.w with (security_barrier = true) as select id from private.note;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
alter view private.v reset (security_barrier); -- not reported: `ALTER VIEW
create or replace view private.w with (security_barrier = on, security_invoker = true) as select id from private.note; -- not reported: Options that are added
commit;

/* DOWN */

begin;
alter view private.v set (security_barrier = true);
create or replace view private.w with (security_barrier = true) as select id from private.note;
commit;

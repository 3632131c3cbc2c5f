-- === base
begin;
create schema private;
create table private.note (id bigint, title text);
create view private.v with (security_barrier = true) as select id from private.note;
grant select on private.v to analyst;
create function private.f() returns int language sql return 1;
grant execute on function private.f() to analyst;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
begin;
drop view private.v;
create view private.v with (security_barrier = true) as select id, title from private.note;
grant select on private.v to analyst;
drop function private.f();
commit;

/* DOWN */

begin;
drop view private.v;
create view private.v as select id from private.note; -- expect: down-loses-grants "private.v"
create function private.f() returns int language sql return 1; -- expect: down-loses-grants "private.f()"
commit;

-- === base
begin;
create schema private;
create sequence private.numbers;
create sequence private.others;
create table private.note (id integer primary key, number bigint default nextval('private.numbers'), other bigint);
alter sequence private.numbers owned by private.note.number;
commit;
/* DOWN */
begin;
drop table private.note;
drop schema private;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
alter sequence private.numbers owned by none; -- expect: down-leaves-trace "private.numbers"
alter sequence private.others owned by private.note.other; -- expect: down-leaves-trace "private.others"
alter table private.note add column body text;
commit;

/* DOWN */

begin;
alter table private.note drop column body;
commit;

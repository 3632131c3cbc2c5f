-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === migration
-- expect: directive-unused
-- db-verify: irreversible reason="nobody goes back"
begin;
alter table private.note drop column title; -- not reported: What is declared irreversible
commit;

/* DOWN */

begin;
alter table private.note add column title text not null;
commit;

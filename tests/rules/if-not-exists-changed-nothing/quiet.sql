-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", if-not-exists-asymmetry: "off"}
-- === migration
begin;
create schema if not exists private;
create table if not exists private.other (id integer);
commit;

/* DOWN */

begin;
drop table if exists private.other;
drop table if exists private.none;
commit;

-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === file db/views/v.sql
create table if not exists private.note (id bigint primary key); -- not reported: Repeatable scripts
-- === config
rules: {lock-timeout-missing: "off", if-not-exists-asymmetry: "off"}
-- === migration
begin;
create schema if not exists private; -- not reported: `CREATE EXTENSION
create table if not exists private.other (id integer); -- not reported: IF NOT EXISTS that made
commit;

/* DOWN */

begin;
drop table if exists private.other;
drop table if exists private.none;
commit;

-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
create table private.other (id integer);
create table if not exists private.note (id bigint primary key); -- expect: if-not-exists-changed-nothing "note"
commit;

/* DOWN */

begin;
drop table private.other;
commit;

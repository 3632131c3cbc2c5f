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
select 1 / 0; -- expect: migration-fails
commit;

/* DOWN */

begin;
select 2 / 0; -- not reported: A down of a migration whose up
commit;

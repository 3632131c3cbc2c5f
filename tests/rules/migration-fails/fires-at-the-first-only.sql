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
-- === migration 202601020000__first.sql
begin;
select 1 / 0; -- expect: migration-fails
commit;

/* DOWN */

begin;
select 2 / 0;
commit;
-- === migration 202601030000__second.sql
begin;
select 3 / 0; -- not reported: Migrations after the one that failed
commit;

/* DOWN */

begin;
drop table if exists private.none;
commit;

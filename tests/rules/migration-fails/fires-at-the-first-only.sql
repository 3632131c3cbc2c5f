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
select set_config('a.b', (1 / 0)::text, true); -- expect: migration-fails
commit;

/* DOWN */

begin;
select set_config('a.b', (2 / 0)::text, true);
commit;
-- === migration 202601030000__second.sql
begin;
select set_config('a.b', (3 / 0)::text, true); -- not reported: Migrations after the one that failed
commit;

/* DOWN */

begin;
drop table if exists private.none;
commit;

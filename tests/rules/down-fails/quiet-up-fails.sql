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
select set_config('a.b', (1 / 0)::text, true); -- expect: migration-fails
commit;

/* DOWN */

begin;
select set_config('a.b', (2 / 0)::text, true); -- not reported: A down of a migration whose up
commit;

-- === config
rules: {lock-timeout-missing: "off", down-incomplete: "off"}
-- === base
begin;
create table note (id bigint);
commit;
-- === migration
begin;
alter table note add column title text;
alter table note add column if not exists body text; -- not reported: IF NOT EXISTS without
create schema if not exists private; -- not reported: Things without data
commit;

/* DOWN */

begin;
alter table note drop column if exists title;
drop schema if exists private;
commit;

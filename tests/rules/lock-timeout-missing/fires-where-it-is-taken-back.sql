-- === base
begin;
create table note (id bigint primary key);
commit;
-- === config
rules: {statement-outside-transaction: "off"}
-- === migration 202601020000__one.sql
begin;
set local lock_timeout = '5s';
alter table note add column title text;
set local lock_timeout = '0ms';
alter table note add column body text; -- expect: lock-timeout-missing "public.note"
commit;

/* DOWN */

begin;
alter table note drop column body;
alter table note drop column title;
commit;
-- === migration 202601030000__two.sql
begin;
select set_config('lock_timeout', '5s', true);
alter table note add column more text;
commit;
alter table note add column other text; -- expect: lock-timeout-missing "public.note"

/* DOWN */

begin;
alter table note drop column other;
alter table note drop column more;
commit;

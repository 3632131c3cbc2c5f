-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
create schema private;
create table private.note (id bigint primary key);
commit;

-- expect: down-empty
/* DOWN */

begin;
set local lock_timeout = '5s';
-- drop table private.note;
commit;

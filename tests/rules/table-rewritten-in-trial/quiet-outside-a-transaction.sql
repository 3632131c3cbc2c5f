-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, name text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {transaction-missing: "off", lock-timeout-missing: "off"}
-- === migration
-- db-verify: no-transaction reason="batch by batch"
do $$ declare what text; begin select 'alter table private.other alter column id type bigint' into what; execute what; end $$; -- not reported: Statements outside a transaction

/* DOWN */

begin;
set local lock_timeout = '5s';
alter table private.other alter column id type integer;
commit;

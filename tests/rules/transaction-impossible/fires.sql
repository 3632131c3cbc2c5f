-- === config
rules: {connection-to-elsewhere: "off", alter-system: "off"}
-- === base
begin;
create table note (id bigint);
commit;
-- === migration
begin;
-- expect: transaction-impossible "202601020000 up"
create index concurrently note_id on note (id);
vacuum note; -- expect: transaction-impossible
commit;

/* DOWN */

begin;
drop index concurrently note_id; -- expect: transaction-impossible
reindex (concurrently) table note; -- expect: transaction-impossible
reindex schema public; -- expect: transaction-impossible
cluster; -- expect: transaction-impossible
create database a; -- expect: transaction-impossible
drop database a; -- expect: transaction-impossible
alter database a set tablespace b; -- expect: transaction-impossible
create tablespace b location '/b'; -- expect: transaction-impossible
drop tablespace b; -- expect: transaction-impossible
alter system reset work_mem; -- expect: transaction-impossible
discard all; -- expect: transaction-impossible
alter table note detach partition note_1 concurrently; -- expect: transaction-impossible
create subscription s connection '' publication p; -- expect: transaction-impossible
commit;

-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, body text);
commit;

/* DOWN */

begin;
drop table private.note;
drop schema private;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
-- not reported: What a static rule says of the statement
create index concurrently note_title on private.note (title); -- expect: transaction-impossible
commit;

/* DOWN */

begin;
drop index private.note_title;
commit;

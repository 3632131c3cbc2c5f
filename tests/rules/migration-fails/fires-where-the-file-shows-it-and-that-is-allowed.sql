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
-- What allows the one never hides the other.
-- db-verify: allow transaction-impossible reason="our tool does it otherwise"
create index concurrently note_title on private.note (title); -- expect: migration-fails "202601020000"
commit;

/* DOWN */

begin;
drop index private.note_title;
commit;

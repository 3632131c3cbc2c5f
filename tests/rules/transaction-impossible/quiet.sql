-- === config
rules: {connection-to-elsewhere: "off", table-rewritten: "off"}
-- === base
begin;
create table note (id bigint);
create index note_id on note (id);
commit;
-- === migration
begin;
reindex table note; -- not reported: CREATE INDEX, REINDEX TABLE
cluster note using note_id;
analyze note;
create subscription s connection '' publication p with (connect = false);
discard plans;
commit;

/* DOWN */

begin;
drop subscription s;
commit;

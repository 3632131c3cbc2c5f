-- === base
begin;
create schema private;
create table private.note (id integer not null, title text not null) partition by range (id);
create table private.note_1 partition of private.note for values from (0) to (2000000000) partition by range (id);
create table private.note_1_a partition of private.note_1 for values from (0) to (2000000000);
create index note_before on only private.note (id); -- not reported: An index that was invalid before
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {blocking-validation: "off", lock-timeout-missing: "off", index-not-concurrent: "off"}
-- === migration
begin;
create index note_title on only private.note (title); -- not reported: The index of a partitioned
create index note_1_title on private.note_1 (title);
commit;

/* DOWN */

begin;
drop index private.note_title;
drop index private.note_1_title;
commit;

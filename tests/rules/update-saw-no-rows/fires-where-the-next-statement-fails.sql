-- === base file db/bootstrap/roles.sql
create role writer;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy writers on private.note for all to writer using (id > 0);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {backfill-with-ddl: "off", not-null-scans-table: "off", lock-timeout-missing: "off"}
-- === migration
begin;
alter table private.note add column size integer;
update private.note set size = length(title); -- expect: update-saw-no-rows "private.note"
alter table private.note alter column size set not null; -- expect: migration-fails "202601020000"
commit;

/* DOWN */

begin;
alter table private.note drop column size;
commit;

-- === base file db/bootstrap/roles.sql
create role writer;
-- === base
begin;
create schema private;
create table private.note (id bigint generated always as identity primary key, title text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy writers on private.note for all to writer using (id > 0);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", guard-dropped: "off", drop-breaks-readers: "off"}
-- === migration
begin;
alter table private.note alter column id drop identity;
commit;

/* DOWN */

begin;
alter table private.note alter column id add generated always as identity;
select setval('private.note_id_seq', (select coalesce(max(id), 0) + 1 from private.note), false); -- expect: update-saw-no-rows "private.note"
commit;

-- === base
begin;
create schema private;
create table private.note (id bigint, owner uuid);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy look on private.note using (owner = (select auth.uid()));
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
drop policy look on private.note;
create policy look on private.note to analyst using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
commit;

/* DOWN */

begin;
drop policy look on private.note;
create policy look on private.note using (owner = (select auth.uid()));
commit;

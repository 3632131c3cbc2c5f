-- === base
begin;
create schema app;
create table app.page (id bigint generated always as identity primary key, title text);
create table app.note (id serial primary key, title text);
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off", drop-breaks-readers: "off"}
-- === migration
begin;
alter table app.page alter column id drop identity;
commit;

/* DOWN */

begin;
alter table app.page alter column id add generated always as identity;
select setval('app.page_id_seq', (select coalesce(max(id), 0) + 1 from app.page), false); -- not reported: A migration, or a down, that sets
commit;

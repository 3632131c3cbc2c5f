-- === base
begin;
create schema app;
create table app.page (id integer generated always as identity (cycle) primary key, title text);
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {down-cascades: "off"}
-- === migration
begin;
set local lock_timeout = '5s';
alter table app.page alter column id set no cycle;
commit;

/* DOWN */

begin;
alter table app.page alter column id set cycle;
commit;

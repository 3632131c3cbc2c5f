-- === base
begin;
create schema app;
create table app.note (id bigint primary key, title text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-rewritten: "off", table-without-rls: "off"}
-- === migration
begin;
alter table app.note set unlogged; -- expect: table-made-unlogged "app.note"
commit;

/* DOWN */

begin;
alter table app.note set logged;
commit;

-- === migration
begin;
create extension if not exists citext; -- not reported: An extension that the up makes IF NOT EXISTS
create schema app;
commit;

/* DOWN */

begin;
drop schema app;
commit;
-- === config
rules: {down-restores-inexactly: "off"}
-- === migration 202601030000__number.sql
begin;
create sequence app.number;
commit;

/* DOWN */

begin;
drop sequence app.number;
commit;

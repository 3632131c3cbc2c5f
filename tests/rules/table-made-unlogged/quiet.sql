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
create unlogged table app.cache (key text primary key, value text); -- not reported: A table that is made UNLOGGED
alter table app.note set unlogged; -- not reported: A migration that makes it LOGGED again
alter table app.note set logged;
commit;

/* DOWN */

begin;
drop table app.cache;
commit;

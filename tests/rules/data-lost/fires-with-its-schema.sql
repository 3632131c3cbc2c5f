-- === config
rules: {drop-breaks-readers: "off", down-incomplete: "off"}
-- === base
begin;
create schema app;
create table app.note (id bigint, title text);
commit;
-- === migration
begin;
drop schema app cascade; -- expect: data-lost "app.note"
commit;

/* DOWN */

begin;
create schema app;
commit;

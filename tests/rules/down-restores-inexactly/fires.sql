-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text, body text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off", data-lost: "off"}
-- === migration
begin;
alter table private.note drop column title;
commit;

/* DOWN */

begin;
-- expect: down-restores-inexactly "private.note"
alter table private.note add column title text;
commit;

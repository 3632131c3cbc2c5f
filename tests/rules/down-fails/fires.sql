-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
alter table private.note add column body text;
commit;

/* DOWN */

begin;
alter table private.note drop column body;
-- expect: down-fails "202601020000"
select 1 / 0;
commit;

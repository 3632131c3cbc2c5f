-- === base
begin;
create schema private;
create table private.note (id bigint primary key, body text);
commit;

/* DOWN */

begin;
drop table private.note;
drop schema private;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
-- The server stops at another fault of the statement: that is told as well.
alter table private.note -- expect: migration-fails "202601020000"
  alter column absent set default '',
  add column title text not null; -- expect: column-required-without-default "private.note.title"
commit;

/* DOWN */

begin;
alter table private.note drop column title;
commit;

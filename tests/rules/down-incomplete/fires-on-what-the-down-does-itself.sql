-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text not null default 'a', kind text);
create index note_kind on private.note (kind);
commit;
-- === config
rules: {lock-timeout-missing: "off", not-null-scans-table: "off"}
-- === migration
begin;
alter table private.note alter column kind set not null;
alter table private.note alter column title set default 'a';
alter table private.note alter column title set not null;
commit;

/* DOWN */

begin;
alter table private.note alter column kind drop not null;
-- expect: down-incomplete "private.note.title"
alter table private.note alter column title drop not null;
alter table private.note alter column title drop default; -- expect: down-incomplete "private.note.title"
drop index private.note_kind; -- expect: down-incomplete "private.note_kind"
commit;

-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer);
alter table private.note add check (size is not null) not valid;
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.note add column body text; -- not reported: What reads all of the held table
create index note_title on private.note (title); -- expect: index-not-concurrent
commit;

/* DOWN */

begin;
drop index private.note_title;
alter table private.note drop column body;
commit;
-- === migration db/migrations/eng/202601030000__size.sql
begin;
set local lock_timeout = '5s';
alter table private.note add column lines integer;
alter table private.note alter column size set not null; -- expect: not-null-scans-table
commit;

/* DOWN */

begin;
alter table private.note alter column size drop not null;
alter table private.note drop column lines;
commit;
-- === migration db/migrations/eng/202601040000__check.sql
begin;
set local lock_timeout = '5s';
alter table private.note add column words integer;
alter table private.note
  add constraint note_id check (id is not null); -- expect: constraint-validated-at-once
commit;

/* DOWN */

begin;
alter table private.note drop constraint note_id;
alter table private.note drop column words;
commit;
-- === migration db/migrations/eng/202601050000__unique.sql
begin;
set local lock_timeout = '5s';
alter table private.note add column pages integer;
alter table private.note add constraint note_once unique (id); -- expect: constraint-builds-index
commit;

/* DOWN */

begin;
alter table private.note drop constraint note_once;
alter table private.note drop column pages;
commit;

-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, name text);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.note add column body text;
comment on column private.note.body is 'a note'; -- not reported: More changes of the catalog
create table private.fresh (id integer primary key, name text);
insert into private.fresh values (1, 'a'); -- not reported: INSERT of VALUES
commit;

/* DOWN */

begin;
drop table private.fresh;
alter table private.note drop column body;
commit;

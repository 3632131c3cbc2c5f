-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, name text);
create table private.third (id integer primary key);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.note add column body text; -- not reported: More than a note -- expect: access-exclusive-held
alter table private.other add column body text; -- not reported: A second table that is held
alter table private.third add column body text;
commit;

/* DOWN */

begin;
alter table private.third drop column body;
alter table private.other drop column body;
alter table private.note drop column body;
commit;

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
alter table private.note add column body text; -- expect: access-exclusive-held
update private.other set name = name;
commit;

/* DOWN */

begin;
alter table private.note drop column body;
commit;

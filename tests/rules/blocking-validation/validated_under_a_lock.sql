-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, size integer);
alter table private.other add constraint big check (size > -9999999) not valid;
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
lock table private.other in share mode;
alter table private.other validate constraint big; -- expect: blocking-validation "private.other"
alter table private.note add constraint big check (size > -9999999) not valid; -- expect: access-exclusive-held "private.note"
alter table private.note validate constraint big;
commit;

/* DOWN */

begin;
alter table private.other drop constraint big;
alter table private.other add constraint big check (size > -9999999) not valid;
alter table private.note drop constraint big;
commit;
